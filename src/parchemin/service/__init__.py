"""Running a campus: its data folder, its processes, its backup. Nothing of a school's business."""
