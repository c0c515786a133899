# SPDX-License-Identifier: Apache-2.0
"""The README promises nothing that is not there: its commands are understood, and the files it names exist."""
import re
import shlex

import pytest

from guichet_client import process

README = (process.ROOT / "README.md").read_text()
SHELL = "\n".join(re.findall(r"```\w*\n(.*?)```", README, re.DOTALL)).replace("\\\n", " ")
COMMANDS = sorted({part.strip() for part in re.split(r"\|+|\n", SHELL) if part.strip().startswith("guichet ")})


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_is_understood(command):
    words = shlex.split(command, comments=True)[1:]
    plain = [word for word in words if not word.startswith("-")]
    flags = [word.partition("=")[0] for word in words if word.startswith("--")]
    path = plain[:2] if plain[0] in ("tpp", "pki") else plain[:1]
    answer = process.run(*path, "--help")
    assert answer.returncode == 0, answer.stderr
    for flag in flags:
        assert flag in answer.stdout, f"{flag} is not in guichet {' '.join(path)} --help"


def test_the_readme_has_commands():
    assert len(COMMANDS) >= 3, SHELL


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!https?:|#)([^)#]+)", README))))
def test_every_file_that_the_readme_links_to_exists(target):
    assert (process.ROOT / target).exists()
