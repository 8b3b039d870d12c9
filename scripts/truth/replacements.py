"""Replaces those parts of ms-swift that need data, weights, a network or a GPU. Everything that checks arguments stays real."""
import contextlib
import copy
import json
import os
import sys
from pathlib import Path

ROWS = 100_000  # Rows of every data set.

TRAINERS = ('trainer', 'dpo_trainer', 'kto_trainer', 'reward_trainer', 'grpo_trainer', 'gkd_trainer', 'embedding_trainer',
            'reranker_trainer')


class Accepted(BaseException):
    """Raised where the first training step would begin."""


class Rows(list):
    """A data set of many rows that are never read."""

    def __init__(self, size=ROWS):
        super().__init__([{'messages': []}])
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, key):
        return [512] * self.size if isinstance(key, str) else super().__getitem__(0)


class Stream:
    """A data set without a length."""


def replace_function(function, new):
    """Gives `new` to every module that imported `function` by name."""
    for module in list(sys.modules.values()):
        names = getattr(module, '__dict__', None) or {}
        for name in [name for name, value in list(names.items()) if value is function]:
            setattr(module, name, new)


def install(run):
    """Installs all replacements. They read the case and its model from `run` when they are called."""
    replace_models(run)
    replace_tokenizers()
    replace_checkpoints()
    replace_data()
    replace_servers()
    stop_before_training(run)


def create_model_folder(run, model):
    """Returns the folder of a model; for an id, a new one with the config.json of the case."""
    if os.path.isdir(model):
        return os.path.abspath(model)
    if run.config is None:
        raise LookupError(f'no config.json for {model}')
    folder = Path('.hub').absolute() / str(model).rstrip('/').rsplit('/', 1)[-1]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'config.json').write_text(json.dumps(run.config))
    return str(folder)


def replace_models(run):
    """Any model id is a folder with the config.json of the case, and its weights are never loaded."""
    import swift.utils
    import torch
    import transformers

    def download(model, *args, **kwargs):
        folder = create_model_folder(run, model)
        if not os.path.isdir(model):
            torch.save({}, Path(folder) / 'spk_dict.pt')  # Voices, which Qwen2.5-Omni reads.
        return folder

    def build_model(kind, *args, config=None, **kwargs):
        with torch.device('meta'):
            return kind(copy.deepcopy(config))

    real_path = swift.utils.to_abspath

    def to_abspath(path, check_path_exist=False):
        return real_path(path, check_path_exist and bool((run.case.get('sandbox') or {}).get('checkPaths')))

    replace_function(swift.utils.safe_snapshot_download, download)
    replace_function(real_path, to_abspath)
    transformers.PreTrainedModel.from_pretrained = classmethod(build_model)
    # Vision and audio towers are modules of transformers, which would be created on the CPU.
    with contextlib.suppress(ImportError):
        from mcore_bridge.model.mm_gpts.utils import HuggingFaceVit
        build_tower = HuggingFaceVit.__init__

        def build_on_meta(self, *args, **kwargs):
            with torch.device('meta'):
                build_tower(self, *args, **kwargs)

        HuggingFaceVit.__init__ = build_on_meta


def replace_tokenizers():
    """Tokenizers are a tiny real one; processors of multimodal models have stubs for their image and audio parts."""
    import transformers

    from stubs.anything import Stub

    def load(folder, *args, **kwargs):
        tokenizer = create_tokenizer()
        with contextlib.suppress(Exception):
            config = json.loads((Path(folder) / 'config.json').read_text())
            if any(key in config for key in ('vision_config', 'thinker_config')):
                parts = {name: Stub() for name in ('image_processor', 'video_processor', 'feature_extractor')}
                return type('Processor', (), {'tokenizer': tokenizer, **parts})()
        return tokenizer

    for kind in ('AutoTokenizer', 'AutoProcessor', 'AutoImageProcessor', 'ProcessorMixin'):
        getattr(transformers, kind).from_pretrained = staticmethod(load)


def create_tokenizer():
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    special = ['<unk>', '<s>', '</s>', '<|endoftext|>', '<|im_start|>', '<|im_end|>', '<|image_pad|>', '<|video_pad|>']
    words = Tokenizer(models.WordLevel({word: index for index, word in enumerate(special)}, unk_token='<unk>'))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words, bos_token='<s>', eos_token='<|im_end|>', pad_token='<|endoftext|>', unk_token='<unk>')
    tokenizer.chat_template = None
    return tokenizer


def replace_checkpoints():
    """Checkpoints exist and are neither read nor written."""
    import mcore_bridge.bridge.gpt_bridge as bridge
    import modelscope
    import swift.megatron.utils as utils

    with contextlib.suppress(ImportError):
        from swift.megatron.convert import test_convert_precision
        replace_function(test_convert_precision, lambda *args, **kwargs: None)
    for base in (bridge.GPTBridge, *bridge.GPTBridge.__subclasses__()):
        for name in ('load_weights', 'save_weights'):
            if name in vars(base):
                setattr(base, name, lambda *args, **kwargs: None)
    for name in ('load_mcore_checkpoint', 'save_mcore_checkpoint'):
        replace_function(getattr(utils, name), lambda *args, **kwargs: 0)
    replace_function(modelscope.check_local_model_is_latest, lambda *args, **kwargs: None)


def replace_data():
    """Data sets have ROWS rows, or no length when streaming, and are never encoded."""
    import swift.dataset
    import swift.pipelines.train.sft as sft
    from swift.pipelines import SwiftSft

    def load_dataset(datasets, *args, split_dataset_ratio=0., streaming=False, **kwargs):
        if streaming:
            return (None, Stream()) if split_dataset_ratio == 1 else (Stream(), None)
        held_out = int(ROWS * split_dataset_ratio) if split_dataset_ratio else 0
        return Rows(ROWS - held_out), Rows(held_out) if held_out else None

    def get_cached_dataset(args):
        return [Rows() for _ in args.cached_dataset], [Rows() for _ in args.cached_val_dataset]

    replace_function(swift.dataset.load_dataset, load_dataset)
    replace_function(sft.get_cached_dataset, get_cached_dataset)
    swift.dataset.DatasetLoader.concat_datasets = staticmethod(lambda datasets: datasets[0] if datasets else None)
    SwiftSft._encode_dataset = lambda self, train, val, **kwargs: (train, val)
    SwiftSft._post_process_datasets = lambda self, datasets: datasets
    SwiftSft._show_dataset = SwiftSft._save_val_dataset = lambda self, *args: None
    with contextlib.suppress(ImportError):
        from swift.pipelines.train import prepare_kto_dataset
        replace_function(prepare_kto_dataset, lambda args, *datasets: datasets)


def replace_servers():
    """vLLM servers answer. Their client, which the last rank creates, is created in the only rank."""
    from swift.megatron.pipelines.train import rlhf
    from swift.megatron.trainers import rollout_mixin
    from swift.rlhf_trainers.vllm_client import VLLMClient

    from stubs.anything import Stub

    for name in ('check_server', 'init_communicator', 'close_communicator'):
        setattr(VLLMClient, name, lambda *args, **kwargs: None)
    rlhf.is_last_rank = lambda: True
    prepare = rlhf.MegatronRLHF._prepare_vllm_client
    rlhf.MegatronRLHF._prepare_vllm_client = lambda pipeline: prepare(pipeline) and None
    for kind in vars(rollout_mixin).values():
        if isinstance(kind, type) and '_prepare_vllm_engine' in vars(kind):
            kind._prepare_vllm_engine = lambda *args: Stub()


def stop_before_training(run):
    """A command line is accepted where its first step would begin, or where a run without steps would end."""
    import importlib

    from swift.megatron.trainers.base import BaseMegatronTrainer

    def accept(trainer, *args, **kwargs):
        run.trainer = trainer
        raise Accepted

    for name in TRAINERS:
        importlib.import_module(f'swift.megatron.trainers.{name}')
    for kind in find_subclasses(BaseMegatronTrainer):
        for name in ('run_train_step', 'finalize_training'):
            if name in vars(kind):
                setattr(kind, name, accept)


def find_subclasses(kind):
    return {kind}.union(*(find_subclasses(each) for each in kind.__subclasses__()))
