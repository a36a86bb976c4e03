#!/usr/bin/env python3
"""Score `restante why` on links between lines and decisions that were judged by eye. What is behind rank 3 counts as not found.

usage: why.py RESTANTE LINKS MIRROR [--show]
LINKS: JSON Lines, {repo, commit, file, line, route, decisions, verdict}; verdict: yes, weak (to be found), no (the decisions do not
explain the line), correctly-none (nothing may be found). MIRROR/<owner>+<name>/repo: bare clones; others are left out.
Prints route, verdict, how many are as they should be and of how many; --show also the others, with what was answered.
usage: why.py RESTANTE --random N REPOSITORY COMMIT
Prints how many of N lines, picked at random from the commit's texts, get any decision, and by which kinds of evidence.
"""
import collections
import json
import pathlib
import random
import subprocess
import sys

RANK_MAX = 3
ENDINGS = (".c", ".cpp", ".go", ".h", ".java", ".js", ".kt", ".proto", ".py", ".rs", ".scala", ".sh", ".swift", ".tf", ".toml", ".ts", ".xml",
           ".yaml")


def ask(program, repository, commit, file, line):
    done = subprocess.run([program, "why", "--repository", repository, "--at", commit, f"{file}:{line}", "--json"], capture_output=True,
                          timeout=300, check=False)
    if done.returncode:
        sys.exit(f"{file}:{line}: {done.stderr.decode(errors='replace')}")
    return json.loads(done.stdout)


def is_right(link, numbers):
    if link["verdict"] == "correctly-none":
        return not numbers
    found = bool(set(numbers[:RANK_MAX] if link["verdict"] != "no" else numbers) & set(link["decisions"]))
    return found == (link["verdict"] != "no")


def score(program, links, mirror, show):
    right, all_of = collections.Counter(), collections.Counter()
    for link in map(json.loads, pathlib.Path(links).read_text(encoding="utf-8").splitlines()):
        repository = pathlib.Path(mirror, link["repo"].replace("/", "+"), "repo")
        if not repository.is_dir():
            continue
        answer = ask(program, repository, link["commit"], link["file"], link["line"])
        numbers = [decision["number"] for decision in answer["decisions"]]
        key = link["route"], link["verdict"]
        all_of[key] += 1
        right[key] += is_right(link, numbers)
        if show and not is_right(link, numbers):
            print(*key, link["repo"], f"{link['file']}:{link['line']}", link["decisions"], "->", numbers)
    for key in sorted(all_of):
        print(*key, right[key], "of", all_of[key])


def sample(program, count, repository, commit):
    def git(*arguments):
        return subprocess.run(["git", "-C", repository, *arguments], capture_output=True, check=True).stdout

    generator = random.Random(1)
    files = [name.decode() for name in git("ls-tree", "-r", "-z", "--name-only", commit).split(b"\0") if name.decode(errors="replace").endswith(ENDINGS)]
    kinds, any_of, done = collections.Counter(), 0, 0
    while done < count:
        file = generator.choice(files)
        lines = git("show", f"{commit}:{file}").split(b"\n")
        line = generator.randrange(len(lines))
        if not lines[line].strip():
            continue
        done += 1
        decisions = ask(program, repository, commit, file, line + 1)["decisions"]
        any_of += bool(decisions)
        kinds.update({evidence["kind"] for decision in decisions for evidence in decision["evidence"]})
    print(any_of, "of", count, dict(kinds))


if len(sys.argv) == 6 and sys.argv[2] == "--random":
    sample(sys.argv[1], int(sys.argv[3]), sys.argv[4], sys.argv[5])
elif len(sys.argv) in (4, 5) and sys.argv[2:3] != ["--random"]:
    score(*sys.argv[1:4], sys.argv[4:] == ["--show"])
else:
    sys.exit(__doc__)
