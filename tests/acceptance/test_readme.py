# SPDX-License-Identifier: Apache-2.0
"""The README promises nothing that is not there: its commands are understood, and the files it names exist."""
import re
import shlex

import pytest

from guichet_client import process

README = (process.ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```\w*\n(.*?)```", README, re.DOTALL)
SPANS = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", README, flags=re.DOTALL))
SHELL = "\n".join(BLOCKS + SPANS).replace("\\\n", " ").replace("scripts/sandbox ", "guichet sandbox ")
COMMANDS = sorted({part.strip() for part in re.split(r"\|+|\n", SHELL) if part.strip().startswith("guichet ")})
LINKS = set(re.findall(r"\]\((?!https?:|#)([^)#]+)", README))
NAMED = set(re.findall(r"(?<![\w./-])(?:api|docs|examples|scripts|src|tests)/[\w./-]*\w", README))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_is_understood(command):
    words = shlex.split(command, comments=True)[1:]
    plain = [word for word in words if not word.startswith("-")]
    path = plain[:2] if plain[0] in ("tpp", "pki", "admin", "import") else plain[:1]
    answer = process.run(*path, "--help")
    assert answer.returncode == 0, answer.stderr
    for flag in (word.partition("=")[0] for word in words if word.startswith("-")):
        assert re.search(rf"(?<![\w-]){flag}(?![\w-])", answer.stdout), f"{flag} is not in guichet {path} --help"
    if path == ["explain"]:
        assert process.run(*words).returncode == 0, f"{words[1]} is no refusal"


def test_the_readme_has_commands_and_names_files():
    assert len(COMMANDS) >= 10, COMMANDS
    assert {"scripts/sandbox", "scripts/test", "examples/curl-accounts.sh"} <= NAMED


@pytest.mark.parametrize("target", sorted(LINKS | NAMED))
def test_every_file_that_the_readme_names_exists(target):
    assert (process.ROOT / target).exists()
