"""GPU libraries that are assumed to be installed. Their modules are stubs; Transformer Engine has layers of the right shape."""
import atexit
import contextlib
import importlib.abc
import importlib.machinery
import shutil
import sys
import tempfile
from pathlib import Path

from . import transformer_engine
from .anything import StubModule

# Each library with the version that it reports.
LIBRARIES = {
    'apex': '0.1',
    'causal_conv1d': '1.5.3',
    'decord': '0.6.0',
    'deep_ep': '1.2.1',
    'emerging_optimizers': '0.2.0',
    'fast_hadamard_transform': '1.0.4',
    'fla': '0.4.1',
    'flash_attn': '2.8.3',
    'fused_weight_gradient_mlp_cuda': '0.1',
    'grouped_gemm': '1.1.4',
    'mamba_ssm': '2.2.6',
    'math_verify': '0.8.0',
    'qwen_omni_utils': '1.0.0',
    'qwen_vl_utils': '1.0.0',
    'swanlab': '0.7.0',
    'tilelang': '0.1.8',
    'transformer_engine': '2.14.1',
    'transformer_engine_torch': '2.14.1',
    'triton': '3.6.0',
    'vllm': '0.19.0',
    'wandb': '0.22.0',
}


class LibraryFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports every module below a library as a stub."""

    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in LIBRARIES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = StubModule(spec.name)
        module.__version__ = LIBRARIES[spec.name.split('.')[0]]
        module.__file__ = f'/stubs/{spec.name}.py'
        return module

    def exec_module(self, module):
        name = module.__name__
        if name == 'transformer_engine.pytorch':
            transformer_engine.add_layers(module)
        elif name == 'transformer_engine.pytorch.optimizers':
            transformer_engine.add_optimizers(module)
        elif name.startswith('transformer_engine.pytorch.cpu_offload'):
            module.get_cpu_offload_context = lambda *args, **kwargs: (contextlib.nullcontext(), lambda tensor: tensor)


def install():
    """Makes the libraries importable, and their versions known to importlib.metadata."""
    folder = Path(tempfile.mkdtemp(prefix='stubs-'))
    atexit.register(shutil.rmtree, folder, True)
    for name, version in LIBRARIES.items():
        info = folder / f'{name}-{version}.dist-info'
        info.mkdir()
        (info / 'METADATA').write_text(f'Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n')
        (info / 'top_level.txt').write_text(f'{name}\n')
    sys.path.append(str(folder))
    sys.meta_path.insert(0, LibraryFinder())
