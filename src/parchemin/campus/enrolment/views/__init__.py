"""The pages of enrolment: intakes and their lists, registrations."""
