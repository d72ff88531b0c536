"""The ground that every stage stands on. No business of its own: what one stage alone needs is in that stage.

What stands for ever: `records`, `journal` (with `models`), `guards`, `files`. What is said: `refusals`, `events`,
`mails`. Acts that meet: `locks`, `attempts`. What stages bring to a place that knows none: `contributions`,
`demonstration`; `years`, `days`. What is watched over: `health`, `logs`, `figures`, `middleware`, `throttle`.
"""
