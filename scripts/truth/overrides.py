"""Flags of an accepted command line that end up with another value than the one given."""
import contextlib
import enum
import json
import os

DTYPES = {'fp32': 'float32', 'bf16': 'bfloat16', 'fp16': 'float16', 'fp8': 'uint8', 'none': None}


def find_overrides(given, args, config):
    """The changed flags, by the final arguments and, for numbers, the model config that Megatron uses."""
    changed = []
    for name, value in given.items():
        now = getattr(args, name, value)
        if config is not None and is_same(value, now) and is_number(getattr(config, name, None)) and is_number(now):
            now = getattr(config, name)
        if not is_same(value, now):
            changed.append({'flag': f'--{name}', 'dest': name, 'given': to_plain(value), 'effective': to_plain(now)})
    return changed


def is_number(value):
    return type(value) in (bool, int)


def to_plain(value):
    """The value as JSON: names of enum members and types as text."""
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value).removeprefix('torch.')


def is_same(given, now):
    """Whether a value was only converted: a path made absolute, JSON parsed, one name made a list."""
    given, now = to_plain(given), to_plain(now)
    if given == now:
        return True
    if isinstance(given, str):
        return is_same_text(given, now)
    if isinstance(given, list):
        return isinstance(now, (list, dict)) and len(now) >= len(given) or now in given
    return False


def is_same_text(given, now):
    if DTYPES.get(given, given) == now or os.path.isfile(given):
        return True
    if isinstance(now, str):
        return given in now or os.path.abspath(given) == now
    if isinstance(now, (dict, list)):
        with contextlib.suppress(ValueError):
            return json.loads(given) == now or now == [given]
        return True
    return False
