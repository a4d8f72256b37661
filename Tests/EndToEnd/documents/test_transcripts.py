"""The transcripts in the README are what `doctor` says now."""

from __future__ import annotations

import transcripts


def test_the_readme_shows_what_doctor_says_now() -> None:
    text = transcripts.README.read_text()
    assert transcripts.write(text) == text, "run make transcripts"


def test_nothing_of_this_machine_is_in_them() -> None:
    shown = transcripts.made()
    assert "127.0.0.1" not in shown and "/tmp" not in shown
    assert "✗ AWS STS" in shown and "Every link holds." in shown
