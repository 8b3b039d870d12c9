"""Converts config files as ms-swift does, with the real PyYAML. Reads one JSON text a line, writes one answer a line.

`parse_yaml_args` is that of ms-swift 4.5.2 (swift/cli/main.py, Apache-2.0), without its branch for JSON files. The
answer is {argv, env}, with {type, text} for an argument that is not text, or {error} with the name of the exception.
"""
import io
import json
import logging
import os
import sys

# This file has the same name as the module, and its folder is first on the path.
sys.path.pop(0)
import yaml  # noqa: E402

logger = logging.getLogger()
text = ''


def open(path, mode, encoding):
    return io.TextIOWrapper(io.BytesIO(text.encode('utf-8', 'surrogatepass')), encoding=encoding)


def parse_yaml_args(argv):
    if not argv:
        return
    config = None
    if argv[0].endswith('.yaml') or argv[0].endswith('.yml'):
        with open(argv[0], 'r', encoding='utf-8') as f:
            config = yaml.safe_load(f)
    if config is None:
        return
    # Used for saving configurations
    os.environ['SWIFT_CONFIG_FILE'] = argv[0]

    env = config.pop('ENV', None)
    if env:
        for k, v in env.items():
            if k not in os.environ:
                os.environ[k] = str(v)
            elif str(v) != os.environ[k]:
                logger.warning(f'{k} is already set in environment, using `{os.environ[k]}` instead of `{v}`')
    config_argv = []
    for k, v in config.items():
        config_argv.append(f'--{k}')
        if isinstance(v, list):
            config_argv += v
        else:
            if isinstance(v, dict):
                v = json.dumps(v, ensure_ascii=False)
            else:
                v = str(v)
            config_argv.append(v)
    argv[0:1] = config_argv


def answer():
    os.environ.clear()
    argv = ['x.yaml']
    try:
        parse_yaml_args(argv)
        words = [word if type(word) is str else {'type': type(word).__name__, 'text': str(word)} for word in argv]
    except (Exception, RecursionError) as error:
        return {'error': type(error).__name__, 'message': str(error)}
    env = {name: value for name, value in os.environ.items() if name != 'SWIFT_CONFIG_FILE'}
    return {'argv': words, 'env': env}


logging.disable(logging.CRITICAL)
for line in sys.stdin:
    text = json.loads(line)
    print(json.dumps(answer()))
