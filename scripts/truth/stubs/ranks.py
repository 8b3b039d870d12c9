"""The first of WORLD_SIZE ranks: process groups have their real sizes, and collectives leave tensors unchanged."""
import os


def install():
    import torch.distributed as distributed
    from torch.testing._internal.distributed.fake_pg import FakeStore

    real_init, real_group = distributed.init_process_group, distributed.new_group

    def init_process_group(*args, **kwargs):
        for name in ('RANK', 'WORLD_SIZE', 'MASTER_ADDR', 'MASTER_PORT'):
            if name not in os.environ:
                raise ValueError(f'env:// rendezvous: environment variable {name} expected, but not set')
        real_init('fake', rank=int(os.environ['RANK']), world_size=int(os.environ['WORLD_SIZE']), store=FakeStore())

    def new_group(ranks=None, *args, **kwargs):
        return real_group(ranks, backend='fake')

    def all_gather_object(into, value, group=None):
        into[:] = [value] * len(into)

    def gather_object(value, into=None, *args, **kwargs):
        if into is not None:
            into[:] = [value] * len(into)

    for module in (distributed, distributed.distributed_c10d):
        module.init_process_group, module.new_group = init_process_group, new_group
        module.all_gather_object, module.gather_object = all_gather_object, gather_object
        module.broadcast_object_list = module.barrier = lambda *args, **kwargs: None


def install_random_states():
    """Keeps the random states of tensor parallelism on the CPU, so that the checks of their tracker stay real."""
    import torch
    from megatron.core.tensor_parallel import random

    state = torch.get_rng_state()
    random._get_cuda_rng_state = lambda *args, **kwargs: state.clone()
    random._set_cuda_rng_state = lambda *args, **kwargs: None
