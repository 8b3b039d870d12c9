"""CUDA: GPUs of one kind are present, and every tensor on them lies on the meta device."""
import contextlib
import os
import types

from .anything import Stub

NAME = 'NVIDIA H100 80GB HBM3'
MEMORY = 80 << 30


def count_devices():
    """The devices of CUDA_VISIBLE_DEVICES; without it, one for each process of the node."""
    visible = os.environ.get('CUDA_VISIBLE_DEVICES')
    if visible is not None:
        return len([name for name in visible.split(',') if name.strip()])
    return int(os.environ.get('LOCAL_WORLD_SIZE', 8))


def install():
    import torch

    create_mode(torch)().__enter__()
    cuda = torch.cuda
    for name, value in find_answers(torch).items():
        setattr(cuda, name, lambda *args, _value=value, **kwargs: _value)
    properties = types.SimpleNamespace(
        name=NAME, major=9, minor=0, total_memory=MEMORY, multi_processor_count=132, warp_size=32,
        max_threads_per_multi_processor=2048, shared_memory_per_multiprocessor=228 << 10, L2_cache_size=50 << 20)
    cuda.get_device_properties = lambda *args: properties
    cuda.random.get_rng_state, cuda.random.set_rng_state = cuda.get_rng_state, cuda.set_rng_state
    cuda.device_count = count_devices
    cuda.Stream = cuda.Event = Stub
    cuda.stream = cuda.device = lambda *args: contextlib.nullcontext()
    cuda.default_generators = [torch.default_generator] * 8
    cuda.nccl.version = lambda: (2, 27, 3)
    torch.version.cuda = '12.8'
    torch.compile = lambda function=None, **kwargs: function or (lambda function: function)
    torch.backends.cuda.is_built = lambda: True
    torch.nn.Module.cuda = lambda self, *args: self.to_empty(device=torch.device('meta'))


def find_answers(torch):
    """The constant results of functions of torch.cuda."""
    return dict(
        is_available=True, current_device=torch.device('meta'), is_initialized=True, is_bf16_supported=True, synchronize=None,
        set_device=None, empty_cache=None, ipc_collect=None, manual_seed=None, manual_seed_all=None,
        get_rng_state=torch.get_rng_state(), set_rng_state=None, get_device_capability=(9, 0), get_device_name=NAME,
        memory_allocated=0, memory_reserved=0, max_memory_allocated=0, max_memory_reserved=0, reset_peak_memory_stats=None,
        current_stream=Stub(), default_stream=Stub(), mem_get_info=(MEMORY, MEMORY), _lazy_init=None, _lazy_call=None,
        initial_seed=0)


def create_mode(torch):
    """A mode of PyTorch in which the device `cuda` means the meta device."""
    from torch.overrides import TorchFunctionMode

    Tensor, meta = torch.Tensor, torch.device('meta')
    replaced = {Tensor.cuda, Tensor.cpu, Tensor.to, Tensor.item, Tensor.tolist, Tensor.pin_memory, Tensor.type, Tensor.copy_}

    def move(value):
        name = value.type if isinstance(value, torch.device) else value.split(':')[0] if isinstance(value, str) else None
        return meta if name == 'cuda' else value

    def read_meta(function, tensor):
        """The value of a tensor without data: ones."""
        return 1 if function is Tensor.item else torch.ones(tensor.shape).tolist()

    def call_replaced(function, args, kwargs):
        tensor = args[0]
        if function is Tensor.pin_memory:
            return tensor
        if function is Tensor.cuda:
            return tensor.to(meta)
        if function is Tensor.type:
            result = function(*args, **kwargs)
            return result.replace('torch.meta', 'torch.cuda') if isinstance(result, str) else result
        if function is Tensor.to:
            args = (tensor, *map(move, args[1:]))
        if function is Tensor.copy_ and args[1].is_meta and not tensor.is_meta:
            return tensor
        if tensor.is_meta:
            if function is Tensor.cpu:
                return tensor
            if function in (Tensor.item, Tensor.tolist):
                return read_meta(function, tensor)
            # A tensor on CUDA stays there.
            args = (tensor, *(meta if str(value) == 'cpu' else value for value in args[1:]))
            kwargs = {key: meta if key == 'device' else value for key, value in kwargs.items()}
        return function(*args, **kwargs)

    class CudaIsMeta(TorchFunctionMode):

        def __torch_function__(self, function, kinds, args=(), kwargs=None):
            moved = {key: move(value) if key == 'device' else value for key, value in (kwargs or {}).items() if key != 'pin_memory'}
            return call_replaced(function, args, moved) if function in replaced else function(*args, **moved)

    return CudaIsMeta
