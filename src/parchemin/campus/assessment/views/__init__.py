"""The pages of assessment: the teacher's grid, its files, and the programme office's syllabus and follow-up."""
