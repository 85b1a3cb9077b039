"""Settings: values laid over a scenario file, by `--set` and by the file's own `variants:`.

Here live what a setting is, how `--set` text becomes one, which settings a variant holds, and
laying them over the data. Finding the place of a path does not belong here (`id_paths`).

A variant stands in the file as a named set of overrides and is run as `NAME@VARIANT`:

    variants:
      double11:
        title: Double 11 with 60 doors a bank
        set: {calendar.peaks.double11.multiplier: 3, banks.*.doors: 60}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NoReturn

from scenarios.reading.did_you_mean import find_closest
from scenarios.reading.errors import MAX_SHOWN, Problem, ScenarioError, show_value, show_word
from scenarios.reading.id_paths import MAX_WRITTEN, TooManyValues, assign, count_values
from scenarios.reading.places import Keys, Origin, Plain, show_path
from scenarios.reading.yaml_file import Document, parse, read_scalar, say_unprintable

VARIANTS_KEY = "variants"
SOURCES_KEY = "sources"
SETTINGS_KEY = "set"
TITLE_KEY = "title"
COMMAND_LINE = "--set"
"""What errors name as the file of a value from the command line."""
BY_VARIANT, BY_COMMAND = "variant ", "set on the command line"
"""What `sources` says of a value that was laid over: the first with the variant's name."""
MAX_SETTINGS = 200
"""Settings of one variant, and of one command line; each walks through the scenario once."""
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Setting:
    """A value for everything an id path reaches, and where it was written."""

    path: str
    value: Plain
    origin: Origin


def parse_setting(text: str) -> Setting:
    """A setting from `--set PATH=VALUE`.

    The value is a scalar by the rules of scenario files (`20`, `1e3`, `true`, `null`, text as it
    stands, without quotes) or, where it begins with `[`, `{` or a quote, YAML (`[1, 2]`,
    `{S: 3}`). Raises ScenarioError where there is no `=` or the value is refused.
    """
    path, equals, value = text.partition("=")
    path, value = path.strip(), value.strip()
    if not equals or not path:
        _refuse_setting(path, text, "a setting is PATH=VALUE")
    origin = Origin(COMMAND_LINE, None)
    if value.startswith(("[", "{", '"', "'")):
        try:
            return Setting(path, parse(value, COMMAND_LINE)[0], origin)
        except ScenarioError as error:
            _refuse_setting(path, value, error.problems[0].message)
    if fault := say_unprintable(value):
        _refuse_setting(path, value, fault)
    try:
        return Setting(path, read_scalar(value), origin)
    except ValueError as error:
        _refuse_setting(path, value, str(error))


def is_restated(source: str) -> bool:
    """Whether a source says only that a variant or the command line set the value."""
    name = source.removeprefix(BY_VARIANT)
    return source == BY_COMMAND or (name != source and name.replace("-", "").isalnum())


def list_variants(data: Plain) -> list[str]:
    """Names of the variants of a scenario, in the order of the file."""
    variants = data.get(VARIANTS_KEY) if isinstance(data, dict) else None
    return list(variants) if isinstance(variants, dict) else []


def pick_variant(document: Document, name: str) -> tuple[str | None, list[Setting]]:
    """Title and settings of the variant `name`.

    Raises ScenarioError for an unknown name (with a suggestion) and for a variant that is no
    mapping with `set:` in it, or holds more than MAX_SETTINGS.
    """
    variants = document.data.get(VARIANTS_KEY)
    if not isinstance(variants, dict) or name not in variants:
        known = list_variants(document.data)
        shown = ", ".join(map(show_word, known[:_SHOWN])) or "none"
        message = f"no variant {show_word(name)} (known: {shown})"
        raise ScenarioError(
            Problem(message, file=document.file, suggestion=find_closest(name, known))
        )
    variant = variants[name]
    keys: Keys = (VARIANTS_KEY, name)
    if not isinstance(variant, dict):
        _refuse_variant(document, keys, variant, "must be a mapping with `set:` in it")
    title, settings = variant.get(TITLE_KEY), variant.get(SETTINGS_KEY)
    if title is not None and not isinstance(title, str):
        _refuse_variant(document, (*keys, TITLE_KEY), title, "must be text")
    if not isinstance(settings, dict):
        message = "must be a mapping of id paths to values"
        _refuse_variant(document, (*keys, SETTINGS_KEY), settings, message)
    if len(settings) > MAX_SETTINGS:
        message = f"{len(settings):,} settings: at most {MAX_SETTINGS:,}"
        _refuse_variant(document, (*keys, SETTINGS_KEY), None, message)
    return title, [
        Setting(path, value, document.places.find((*keys, SETTINGS_KEY, path)))
        for path, value in settings.items()
    ]


def change(
    document: Document, variant: str | None, overrides: Iterable[str | Setting], *, restate: bool
) -> str | None:
    """Lays the variant and then the overrides over the document; returns the variant's title.

    `restate`: the section `sources` then says so of every value changed. Raises ScenarioError.
    """
    title = None
    if variant is not None:
        title, settings = pick_variant(document, variant)
        lay_over(document, settings, f"{BY_VARIANT}{variant}" if restate else None)
    own = [parse_setting(each) if isinstance(each, str) else each for each in overrides]
    lay_over(document, own, BY_COMMAND if restate else None)
    return title


def lay_over(document: Document, settings: Iterable[Setting], source: str | None = None) -> None:
    """Sets every value in the document, in order, so that the last one wins.

    `source` is what its section `sources` then says of these values: what was said of the values
    before them no longer holds.

    Raises ScenarioError with the paths that lead nowhere, as many as are shown, and where there
    are more than MAX_SETTINGS settings or MAX_WRITTEN values to write in all; the document is
    then not to be used.
    """
    problems: list[Problem] = []
    left = MAX_WRITTEN
    for number, setting in enumerate(settings):
        origin = setting.origin
        file = origin.source or document.file
        if number >= MAX_SETTINGS:
            message = f"more than {MAX_SETTINGS:,} settings"
            raise ScenarioError(Problem(message, file=file, line=origin.line, key=setting.path))
        try:
            matches = assign(document.data, setting.path, setting.value, at_most=left)
        except ScenarioError as error:
            problems += [replace(each, file=file, line=origin.line) for each in error.problems]
            if isinstance(error, TooManyValues) or len(problems) >= MAX_SHOWN:
                break
            continue
        left -= len(matches) * count_values(setting.value)
        for match in matches:
            document.places.note(match.keys, origin)
            if source is not None:
                _restate(document.data, show_path(document.data, match.keys), source)
    if problems:
        raise ScenarioError(problems)


def _restate(data: dict[str, Plain], path: str, source: str) -> None:
    sources = data.setdefault(SOURCES_KEY, {})
    if isinstance(sources, dict) and not path.startswith(SOURCES_KEY):
        for stale in [key for key in sources if f"{key}.".startswith(f"{path}.")]:
            del sources[stale]
        sources[path] = source


def _refuse_setting(path: str, value: str, message: str) -> NoReturn:
    problem = Problem(message, file=COMMAND_LINE, key=path, value=show_value(value))
    raise ScenarioError(problem) from None


def _refuse_variant(document: Document, keys: Keys, value: Plain, message: str) -> NoReturn:
    raise ScenarioError(
        Problem(
            message,
            file=document.file,
            line=document.places.find(keys).line,
            key=show_path(document.data, keys),
            value=None if value is None else show_value(value),
        )
    )
