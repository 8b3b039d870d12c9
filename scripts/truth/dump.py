"""The flags and names of an installed release, as its parser and registries have them."""
import contextlib
import importlib

from overrides import to_plain

REGISTRIES = (
    ('model_type', 'swift.model', 'MODEL_MAPPING'),
    ('template', 'swift.template', 'TEMPLATE_MAPPING'),
    ('agent_template', 'swift.agent_template', 'agent_template_map'),
    ('loss_scale', 'swift.loss_scale', 'loss_scale_map'),
    ('loss_type', 'swift.loss', 'loss_map'),
    ('reward_funcs', 'swift.rewards', 'orms'),
    ('tuner', 'swift.tuner_plugin', 'tuners_map'),
    ('multi_turn_scheduler', 'swift.rollout', 'multi_turns'),
    ('callbacks', 'swift.megatron.callbacks', 'megatron_callbacks_map'),
    ('mcore_model', 'mcore_bridge.model.register', 'MODEL_MAPPING'),
)


def dump_names():
    """The names in each registry, and the ids of all models."""
    names, missing = {}, []
    for key, module, variable in REGISTRIES:
        try:
            names[key] = sorted(map(str, getattr(importlib.import_module(module), variable)))
        except (ImportError, AttributeError) as error:
            missing.append(f'{key}: {error}')
    with contextlib.suppress(ImportError):
        from swift.model import MODEL_MAPPING
        groups = [group for meta in MODEL_MAPPING.values() for group in meta.model_groups]
        names['model'] = sorted({model.ms_model_id or model.hf_model_id or '' for group in groups for model in group.models})
    return {**names, 'missing': missing}


def dump_flags(pipelines):
    """The options of each command's parser."""
    from swift.utils import utils
    from transformers import HfArgumentParser

    flags = {}
    for command, kind in pipelines.items():
        with utils._patch_get_type_hints():
            parser = HfArgumentParser([kind.args_class])
        flags[command] = [describe_option(action) for action in parser._actions if action.dest != 'help']
    return flags


def describe_option(action):
    return {
        'dest': action.dest,
        'options': action.option_strings,
        'type': getattr(action.type, '__name__', action.type and str(action.type)),
        'nargs': action.nargs,
        'choices': action.choices and [to_plain(choice) for choice in action.choices],
        'default': to_plain(action.default),
    }
