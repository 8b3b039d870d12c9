"""Where and why the real code stopped: the phase, and whether the command line or this machine is the cause."""
import json
import os
import re
import traceback

# Phases by 'path:function' of a frame. The innermost frame that matches decides.
PHASES = [(re.compile(pattern), phase) for pattern, phase in (
    (r'swift/cli/main\.py:parse_yaml_args', 'yaml'),
    (r'swift/cli/main\.py:', 'cli'),
    (r'swift/pipelines/base\.py:_parse_args|argparse\.py:|hf_argparser\.py:(?!parse_args_into_dataclasses)', 'swift-parse'),
    (r'core/transformer/(transformer|heterogeneous/\w+)_config\.py:|core/model_parallel_config\.py:|mcore_bridge/config/'
     r'|:get_mcore_model_config', 'transformer-config'),
    (r'core/distributed/distributed_data_parallel_config\.py:', 'ddp-config'),
    (r'core/optimizer/optimizer_config\.py:', 'optimizer-config'),
    (r'optimizer_param_scheduler', 'lr-scheduler'),
    (r'core/optimizer/|:get_optimizer_and_scheduler', 'optimizer-build'),
    (r'core/parallel_state\.py:|:initialize_megatron|core/tensor_parallel/random\.py:', 'megatron-parallel-init'),
    (r':init_iters', 'swift-iters'),
    (r':_prepare_template|:get_template|swift/template/', 'swift-template'),
    (r':_prepare_dataset|:load_dataset|swift/dataset/', 'swift-dataset'),
    (r':_(prepare|create)_dataloader|:_init_resample_data_iterator|/batch_sampler\.py|torch/utils/data/', 'dataloader'),
    (r':_prepare_peft_model|:prepare_mcore_model|/peft/', 'lora'),
    (r'core/distributed/|:wrap_model', 'ddp-config'),
    (r':get_mcore_model|mcore_bridge/model/', 'model-build'),
    (r'swift/megatron/trainers/|swift/rlhf_trainers/', 'trainer-init'),
    (r':prepare_trainer|swift/megatron/pipelines/', 'trainer-init'),
    (r':__post_init__|swift/(megatron/)?arguments/|swift/model/', 'swift-post-init'),
    (r':parse_args', 'swift-parse'),
)]

# Messages that only a machine without GPUs or network causes.
OF_THIS_MACHINE = re.compile(
    r'Tensor\.item\(\) cannot be called on meta|[Mm]eta tensor|meta device|Found no NVIDIA|not compiled with CUDA|Connection'
    r'|does not appear to have a file named|no file named|Transformers does not recognize|No module named|No package metadata'
    r'|NCCL|libcud|__len__\(\) should return|object is not JSON serializable .*Stub|\bStub\b')

# Frames in which stubs, rather than ms-swift, fail.
OF_STUBS = re.compile(r'torch/_(?!_init__)|aten|transformers/(models|integrations)/')


def describe_rejection(error, name, message, case):
    """The verdict on a case that an exception ended: `reject`, or `unknown` if this machine may be the cause."""
    frames = [(frame.filename.split('site-packages/')[-1], frame.name, frame.lineno)
              for frame in traceback.extract_tb(error.__traceback__)]
    verdict = {'verdict': 'reject', 'phase': find_phase(frames), 'exception': name, 'message': message[:600], 'site': find_site(frames)}
    if not message and isinstance(error, AssertionError):
        verdict['code'] = traceback.extract_tb(error.__traceback__)[-1].line
    if depends_on_machine(error, message, frames, case):
        verdict['verdict'] = 'unknown'
    return verdict


def find_phase(frames):
    places = [f'{path}:{function}' for path, function, _ in frames]
    if not places or any('torch/distributed/run.py' in place for place in places):
        return 'launch'
    return next((phase for place in reversed(places) for pattern, phase in PHASES if pattern.search(place)), 'swift-init')


def find_site(frames):
    """File, line and function of the innermost frame of the real code."""
    path, function, line = next((frame for frame in reversed(frames) if not is_ours(frame[0])), ('?', '?', 0))
    short = re.sub(r'.*/(core/(?=megatron/)|lib/python[0-9.]+/)', '', path)
    return f'{short}:{line} {function}'


def is_ours(path):
    return os.path.dirname(os.path.realpath(path)).startswith(os.path.dirname(os.path.realpath(__file__)))


def depends_on_machine(error, message, frames, case):
    lacking = re.match("No module named '([^']+)'", message)
    if lacking and lacking[1] in ' '.join(map(str, case['argv'])):
        return False  # The plug-in that the command names.
    if OF_THIS_MACHINE.search(message) or message.startswith('no config'):
        return True
    if message.startswith('No `target_modules` passed') and 'adapter' in json.dumps(case):
        return True  # The adapter that is not here would name them.
    if frames and is_ours(frames[-1][0]) and not re.search('divisible|RANK|environment variable', message):
        return True
    inner = ' '.join(f'{path}:{function}' for path, function, _ in frames[-3:])
    kinds = (AttributeError, TypeError, RuntimeError, NotImplementedError)
    return isinstance(error, kinds) and bool(OF_STUBS.search(inner))
