"""The worker of the journeys, on their day: it does the tasks that wait, then ends."""

from __future__ import annotations

from django.core.management import execute_from_command_line

from tests import moment

if __name__ == "__main__":
    moment.live()
    line = ["worker", "db_worker", "--batch", "--worker-id", "journey", "--no-startup-delay"]
    execute_from_command_line(line)
