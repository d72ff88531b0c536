"""Assessment: what is marked in a year (papers), by whom, the marks, and the absences at exams."""
