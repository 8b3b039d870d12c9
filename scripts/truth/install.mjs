// Installs a release of ms-swift with its Megatron core and bridge, as a user would, into a virtual environment.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachePath } from '../cache.mjs';
import { runPip, runProgram, systemPython } from '../programs.mjs';

/** The release of PyTorch whose inner parts the stubs of `stubs/` replace. */
const TORCH = '2.13.0';

/**
 * Packages that the RLHF trainers import and that only vLLM, which is stubbed, declares; and the last setuptools with
 * pkg_resources.
 */
const UNDECLARED = ['msgspec', 'setuptools<81'];

/**
 * Versions from before the requirements of 3.x broke: they have no upper bounds, and `numpy<2` is only asked for when a
 * run starts. Without them pip searches for half an hour.
 */
const OLD_PACKAGES = [
  'numpy==1.26.4',
  'pyarrow==19.0.1',
  'pandas==2.2.3',
  'datasets==3.6.0',
  'transformers<4.58',
  'huggingface_hub<1',
  'accelerate==1.10.1',
  'peft==0.17.1',
  'trl==0.20.0',
  'gradio==5.49.1',
  'omegaconf',
  'json_repair',
];

/**
 * Returns the folder of an installed release: `venv/`, `core/` with Megatron core, and `versions.txt`. It is installed
 * if that was not finished before, or `fresh` is set. `core` and `bridge` are versions; otherwise pip chooses. Of 3.x,
 * where Megatron is not a package, only the arguments can run, and there is no `core/`.
 */
export function installRelease(release, { core, bridge, fresh = false }) {
  const home = cachePath(
    'truth',
    [release, core && `core-${core}`, bridge && `bridge-${bridge}`].filter(Boolean).join('+'),
  );
  const python = join(home, 'venv/bin/python');
  if (!fresh && existsSync(join(home, 'versions.txt'))) return { home, python };
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  runProgram(systemPython, ['-m', 'venv', join(home, 'venv')]);
  runPip(python, ['install', `torch==${TORCH}`, 'wheel']);
  if (/^3\./.test(release)) {
    runPip(python, ['install', `ms-swift==${release}`, ...UNDECLARED, ...OLD_PACKAGES]);
    writeFileSync(join(home, 'versions.txt'), runProgram(python, ['-m', 'pip', 'list', '--format', 'freeze']));
    return { home, python };
  }
  runPip(python, ['install', `ms-swift[megatron]==${release}`, ...UNDECLARED]);
  if (bridge) runPip(python, ['install', '--no-deps', `mcore-bridge==${bridge}`]);
  const coreFolder = join(home, 'core');
  installCore(python, coreFolder, core ? `==${core}` : coreRangeOf(python));
  const list = (more) => runProgram(python, ['-m', 'pip', 'list', '--format', 'freeze', ...more]);
  const installedCore = list(['--path', coreFolder]);
  // The core of the virtual environment is not the one that runs.
  const others = list([]).replace(/^megatron[-_]core==.*\n/m, '');
  writeFileSync(join(home, 'versions.txt'), installedCore + others);
  return { home, python };
}

/**
 * Megatron core asks for Python 3.12 from 0.17 on and runs with older ones; only its compiled data set index does not load.
 * Its folder is searched before the virtual environment.
 */
function installCore(python, folder, range) {
  const anyPython = ['--ignore-requires-python', '--python-version', '3.12', '--only-binary=:all:'];
  runPip(python, ['install', '--upgrade', '--target', folder, '--no-deps', ...anyPython, `megatron-core${range}`]);
}

/** The versions of Megatron core that the installed bridge allows. */
function coreRangeOf(python) {
  const code = `from importlib.metadata import requires
from packaging.requirements import Requirement
needs = [Requirement(text) for package in ('mcore-bridge', 'ms-swift') for text in requires(package)]
print(','.join(str(need.specifier) for need in needs if need.name == 'megatron-core' and str(need.specifier)))`;
  return runProgram(python, ['-c', code]).trim();
}
