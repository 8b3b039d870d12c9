"""Transformer Engine: layers with parameters of the right shape on the meta device, and its checks of divisibility."""
import contextlib


def divide(size, parts):
    assert size % parts == 0, f'{size} is not divisible by {parts}'
    return size // parts


def split_features(inputs, outputs, mode, parts):
    """The features that one rank of a column- or row-parallel layer holds."""
    if mode == 'column':
        return inputs, divide(outputs, parts)
    return (divide(inputs, parts), outputs) if mode == 'row' else (inputs, outputs)


def add_layers(engine):
    layers = [*create_linears(), *create_norms(), create_attention()]
    for layer in layers:
        setattr(engine, layer.__name__, layer)

    @contextlib.contextmanager
    def context(*args, **kwargs):
        yield

    engine.fp8_model_init = engine.fp8_autocast = engine.quantized_model_init = engine.autocast = context


def create_parameter(dtype, *shape):
    import torch

    return torch.nn.Parameter(torch.empty(*shape, dtype=dtype or torch.get_default_dtype(), device='meta'))


def create_linears():
    from torch.nn import Module

    class Linear(Module):
        save_original_input = False

        def __init__(self, in_features, out_features, *, bias=True, parallel_mode=None, tp_size=1, params_dtype=None, **kwargs):
            super().__init__()
            self.in_features, self.out_features = split_features(in_features, out_features, parallel_mode, tp_size)
            self.use_bias, self.params_dtype, self.tp_size = bias, params_dtype, tp_size
            self.parallel_mode, self.sequence_parallel = parallel_mode, kwargs.get('sequence_parallel')
            self.weight = create_parameter(params_dtype, self.out_features, self.in_features)
            if bias:
                self.bias = create_parameter(params_dtype, self.out_features)

    class LayerNormLinear(Linear):

        def __init__(self, in_features, out_features, *, normalization='LayerNorm', **kwargs):
            super().__init__(in_features, out_features, **kwargs)
            self.normalization = normalization
            self.layer_norm_weight = create_parameter(self.params_dtype, in_features)
            if normalization == 'LayerNorm':
                self.layer_norm_bias = create_parameter(self.params_dtype, in_features)

    class GroupedLinear(Module):
        save_original_input = False

        def __init__(self, num_gemms, in_features, out_features, *, bias=True, parallel_mode=None, tp_size=1, params_dtype=None,
                     **kwargs):
            super().__init__()
            self.in_features, self.out_features = split_features(in_features, out_features, parallel_mode, tp_size)
            self.num_gemms, self.use_bias, self.params_dtype, self.tp_size = num_gemms, bias, params_dtype, tp_size
            self.parallel_mode, self.sequence_parallel = parallel_mode, kwargs.get('sequence_parallel')
            for index in range(num_gemms):
                self.register_parameter(f'weight{index}', create_parameter(params_dtype, self.out_features, self.in_features))
                if bias:
                    self.register_parameter(f'bias{index}', create_parameter(params_dtype, self.out_features))

    return Linear, LayerNormLinear, GroupedLinear


def create_norms():
    from torch.nn import Module

    class RMSNorm(Module):

        def __init__(self, normalized_shape=None, eps=1e-5, *, hidden_size=None, dtype=None, params_dtype=None, **kwargs):
            super().__init__()
            self.size, self.dtype = normalized_shape or hidden_size, dtype or params_dtype
            self.weight = create_parameter(self.dtype, self.size)

    class LayerNorm(RMSNorm):

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.bias = create_parameter(self.dtype, self.size)

    return RMSNorm, LayerNorm


def create_attention():
    from torch.nn import Module

    class DotProductAttention(Module):

        def __init__(self, num_attention_heads, kv_channels, num_gqa_groups=None, **kwargs):
            super().__init__()
            assert num_attention_heads % (num_gqa_groups or num_attention_heads) == 0, (
                f'{num_attention_heads} attention heads are not divisible by {num_gqa_groups} groups')
            self.softmax_type = kwargs.get('softmax_type', 'vanilla')

    return DotProductAttention


def add_optimizers(module):
    import torch

    class FusedAdam(torch.optim.Optimizer):

        # Megatron reads the names of the parameters to see which features are available.
        def __init__(self, params, lr=1e-3, bias_correction=True, betas=(0.9, 0.999), eps=1e-8, adam_w_mode=True, weight_decay=0.,
                     amsgrad=False, *, capturable=False, master_weights=False, master_weight_dtype=None, exp_avg_dtype=None,
                     exp_avg_sq_dtype=None, use_decoupled_grad=False, store_param_remainders=False, set_grad_none=None):
            super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, bias_correction=True))

    class FusedSGD(torch.optim.Optimizer):

        def __init__(self, params, lr=1e-3, momentum=0., weight_decay=0., **kwargs):
            super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    module.FusedAdam, module.FusedSGD = FusedAdam, FusedSGD
