import { describe, expect, it } from 'vitest';
import type { Pin } from '../../../server/src/core/catalog/pin';
import { findImagePin, findReleasePin } from '../../../server/src/core/catalog/pins';
import { parseRequest } from '../../../server/src/core/catalog/request';
import { choosePin, findScriptPins } from '../../../server/src/core/catalog/scriptPins';
import { syntaxOfNamedFile } from '../../../server/src/core/syntax/syntaxes';
import { readShell, service } from '../../support/service';

const { releases } = service.catalog;
const NEWEST = releases.at(-1) ?? '';

/** Names the newest release that a pin allows, or the kind of its request. */
function resolvePin(pin: Pin | undefined): { version: string | undefined; line: number } | undefined {
  if (!pin) return undefined;
  const request = parseRequest(pin.version, releases);
  const version =
    request?.kind === 'named'
      ? request.version
      : request?.kind === 'range'
        ? request.releases.at(-1)
        : (request?.kind ?? 'unreadable');
  return { version, line: pin.line };
}

const findPin = (text: string) => resolvePin(findReleasePin(text));
const findInstalledPin = (script: string) => choosePin(findScriptPins(script), script);

describe('findReleasePin', () => {
  it.each([
    ['a requirement', 'torch\nms-swift==3.8.1\n', '3.8.1', 2],
    ['a requirement with extras and a comment', 'ms-swift[all] == 3.12.6  # for now', '3.12.6', 1],
    ['the name with an underscore', 'ms_swift==4.0.0', '4.0.0', 1],
    ['a compatible release', 'ms-swift~=3.8.0', '3.8.3', 1],
    ['a compatible release of two numbers', 'ms-swift~=3.8', '3.12.6', 1],
    ['an upper bound', 'ms-swift>=3.10,<4', '3.12.6', 1],
    ['an upper bound with an exclusion', 'ms-swift<4.5,!=4.4.3', '4.4.2', 1],
    ['a wildcard', 'ms-swift==3.11.*', '3.11', 1],
    ['pyproject.toml', '[project]\ndependencies = [\n  "ms-swift==4.2.3",\n]', '4.2.3', 3],
    ['poetry', 'ms-swift = {version = "^3.9", extras = ["all"]}', '3.12.6', 1],
    ['conda', 'dependencies:\n  - ms-swift=3.8\n', '3.8', 2],
    ['pip below conda', '  - pip:\n    - ms-swift==3.9.3\n', '3.9.3', 2],
    ['a tag of the repository', 'ms-swift @ git+https://github.com/modelscope/ms-swift.git@v3.8.1', '3.8.1', 1],
    ['a clone', 'RUN git clone -b v4.1.0 https://github.com/modelscope/ms-swift.git', '4.1.0', 1],
    ['pip in a Dockerfile', "RUN pip install 'ms-swift[all]==3.10.3' -U", '3.10.3', 1],
    ['an image', 'FROM registry.example.com/modelscope:ubuntu22.04-cuda12.6-py311-swift3.8.1\n', '3.8.1', 1],
    [
      'an installation that replaces the release of the image',
      'FROM modelscope:py311-swift3.8.1\nRUN pip install ms-swift==3.9.0',
      '3.9.0',
      2,
    ],
    ['a requirement in parentheses', 'ms-swift (==3.9.1)', '3.9.1', 1],
    ['a requirement with a marker', 'ms-swift[all]==3.9.1 ; python_version>"3.9"', '3.9.1', 1],
    ['a requirement with hashes', 'ms-swift==3.9.1 \\\n    --hash=sha256:aa', '3.9.1', 1],
    ['Windows line breaks', 'torch\r\nms-swift==3.9.1\r\n', '3.9.1', 2],
    ['a wheel', 'ms-swift @ https://example.com/ms_swift-3.9.1-py3-none-any.whl', '3.9.1', 1],
    ['a wheel in a folder', './wheels/ms_swift-3.9.1-py3-none-any.whl', '3.9.1', 1],
    ['an archive from GitHub', 'https://github.com/modelscope/ms-swift/archive/refs/tags/v3.9.1.tar.gz', '3.9.1', 1],
    ['a tag in a table', 'ms-swift = { git = "https://example.com/ms-swift", tag = "v4.1.0" }', '4.1.0', 1],
    [
      'a checkout after a clone',
      'RUN git clone https://github.com/modelscope/ms-swift.git && cd ms-swift && git checkout v4.1.0',
      '4.1.0',
      1,
    ],
    ['an argument of a Dockerfile', 'ARG SWIFT=3.9.1\nRUN pip install ms-swift==${SWIFT}', '3.9.1', 2],
    ['a variable of a Dockerfile', 'ENV SWIFT 3.9.1\nRUN pip install "ms-swift==$SWIFT"', '3.9.1', 2],
    ['an argument in the name of an image', 'ARG SWIFT=3.9.1\nFROM modelscope:py311-swift$SWIFT', '3.9.1', 2],
    // pip reads `==3.9` as 3.9.0 only.
    ['a requirement of two numbers', 'ms-swift==3.9', '3.9.0', 1],
    ['a lower bound only', 'ms-swift>=3.8', NEWEST, 1],
    ['a branch', 'git+https://github.com/modelscope/ms-swift.git@main', 'after', 1],
    ['a branch of a release', 'git+https://github.com/modelscope/ms-swift.git@release/4.1', '4.1', 1],
    ['a commit', 'ms-swift @ git+https://github.com/modelscope/ms-swift.git@0a1b2c3d', 'commit', 1],
    ['a development version', 'ms-swift==4.0.0.dev0', 'between', 1],
    ['a release candidate', 'ms-swift==4.0.0rc1', 'between', 1],
    ['a post release', 'ms-swift==3.8.1.post1', 'after', 1],
    ['the former name of the repository', 'git+https://github.com/modelscope/swift.git@v4.1.2', '4.1.2', 1],
    ['a table of its own', '[tool.uv.sources.ms-swift]\ngit = "https://x/ms-swift"\ntag = "v4.1.2"\n', '4.1.2', 3],
    ['a table of Poetry', '[tool.poetry.dependencies.ms-swift]\nextras = ["all"]\nversion = "~4.1"\n', '4.1.3', 3],
    ['conda with a build', 'dependencies:\n- ms-swift=4.1.2=py_0\n', '4.1.2', 2],
    [
      'a checkout on continued lines with comments',
      'RUN git clone https://github.com/modelscope/ms-swift.git \\\n # our release\n && cd ms-swift && git checkout v4.1.2',
      '4.1.2',
      1,
    ],
    ['a definition of Apptainer', 'Bootstrap: docker\nFrom: modelscope:swift4.1.2\n', '4.1.2', 2],
    [
      'a tag in a lock file',
      '[[package]]\nname = "ms-swift"\nversion = "4.2.0.dev0"\nsource = { git = "https://github.com/modelscope/ms-swift?tag=v4.1.2#0a1b2c3" }\n',
      '4.1.2',
      4,
    ],
    [
      'a lock file whose next package is another one',
      '[[package]]\nname = "ms-swift"\n[[package]]\nname = "x"\nversion = "1.0"\n[[package]]\nname = "ms-swift"\nversion = "4.1.2"\n',
      '4.1.2',
      7,
    ],
    ['a lock file that is JSON', '{\n"ms-swift": {\n"hashes": ["x"],\n"version": "==4.1.2"\n}\n}', '4.1.2', 2],
    [
      'a lock file on one line',
      '{"ms-swift": {"index": "pypi", "version": "==4.1.2"}, "x": {"version": "==1"}}',
      '4.1.2',
      1,
    ],
    ['a lock file that is YAML', 'packages:\n- pypi: https://x/y\n  name: ms-swift\n  version: 4.1.2\n', '4.1.2', 3],
    ['a lock file of conda', 'package:\n- name: ms-swift\n  version: 4.1.2\n', '4.1.2', 2],
    ['a lock file', '[[package]]\nname = "ms-swift"\nversion = "4.3.1"\n', '4.3.1', 2],
  ])('finds the release of %s', (_, text, version, line) => expect(findPin(text)).toEqual({ version, line }));

  it.each([
    ['an argument without a value', 'ARG SWIFT\nRUN pip install ms-swift==${SWIFT}'],
    ['a requirement without a version', 'ms-swift'],
    ['another package', 'my-ms-swift==1.0\nms-swift-extra==2.0\nswift==1.2.3'],
    ['a comment', '# ms-swift==3.8.1'],
    ['an empty file', ''],
    ['incomplete lines', 'ms-swift==\nms-swift[all\nms-swift = {'],
  ])('finds no release in %s', (_, text) => expect(findPin(text)).toBeUndefined());
});

describe('findInstalledPin', () => {
  it.each([
    ['a plain installation', 'pip install -q "ms-swift==3.12.5"\n', '3.12.5', 1],
    ['a variable', 'VERSION="4.0.2"\npython -m pip install "ms-swift[llm]==${VERSION}"\n', '4.0.2', 2],
    ['a variable with a default', 'pip install "ms-swift==${VERSION:-4.0.2}"\n', '4.0.2', 1],
    ['an exported variable in quotes', 'export SPEC=\'>=4.1, <4.3\'\nuv pip install "ms-swift$SPEC"\n', '4.2.3', 2],
    ['a variable with the name of the package', 'PKG=ms-swift\npip3 install ${PKG}==4.1.0\n', '4.1.0', 2],
    ['a continued line', 'pip install --quiet \\\n    torch \\\n    "ms-swift==3.9.1"\n', '3.9.1', 1],
    ['a condition', 'if ! python -c "import swift"; then pip install ms-swift==4.2.0; fi\n', '4.2.0', 1],
    ['a tag of the repository', 'pip install git+https://github.com/modelscope/ms-swift.git@v4.1.0\n', '4.1.0', 1],
    ['a checkout', 'git clone https://github.com/modelscope/ms-swift\ncd ms-swift\ngit checkout v4.0.1\n', '4.0.1', 3],
    ['an image of Docker', 'docker run registry/modelscope:py311-swift3.10.3 bash -c "true"\n', '3.10.3', 1],
    ['an image of Slurm', '#!/bin/bash\nsrun --container-image=hub#modelscope:swift4.2.3 true\n', '4.2.3', 2],
    ['the last of several', 'pip install ms-swift==3.8.1\npip install ms-swift==3.9.0\n', '3.9.0', 2],
    ['a tool of uv', 'uvx --from ms-swift==4.1.2 megatron sft\n', '4.1.2', 1],
    ['an array of packages', 'PKGS=(torch "ms-swift==4.1.2")\npip install "${PKGS[@]}"\n', '4.1.2', 1],
    ['a default that is assigned', ': "${V:=4.1.2}"\npip install "ms-swift==$V"\n', '4.1.2', 2],
    ['a program in a variable', '"$PIP" install "ms-swift==4.1.2"\n', '4.1.2', 1],
    ['a former name', 'git clone -b v4.1.2 https://github.com/modelscope/swift.git\n', '4.1.2', 1],
    ['a new branch', 'cd ms-swift && git checkout -b work v4.1.2\n', '4.1.2', 1],
    ['a reset', 'cd ms-swift && git reset --hard v4.1.2\n', '4.1.2', 1],
    ['a tag with its kind', 'cd ms-swift && git fetch --tags && git checkout tags/v4.1.2\n', '4.1.2', 1],
    ['the file of an image', 'singularity exec --nv modelscope_swift4.1.2.sif true\n', '4.1.2', 1],
    ['the image of a job', '#SBATCH --container-image=/images/ubuntu22.04-swift4.1.2.sqsh\n', '4.1.2', 1],
    ['a printed requirement', "echo 'ms-swift==4.1.2' > r.txt; pip install -r r.txt\n", '4.1.2', 1],
    ['requirements in a here-document', 'cat > r.txt <<EOF\nms-swift==3.9.3\nEOF\npip install -r r.txt\n', '3.9.3', 2],
  ])('finds the release of %s', (_, script, version, line) =>
    expect(resolvePin(findInstalledPin(script))).toEqual({ version, line }),
  );

  it.each([
    ['an installation without a version', 'pip install ms-swift -U\n'],
    ['a comment', '# pip install ms-swift==3.8.1\n'],
    ['an output folder', 'megatron sft --output_dir out/swift-4.0.1 --exit_on_missing_checkpoint true\n'],
    ['an unknown variable', 'pip install "ms-swift==$1"\n'],
    ['another package', 'pip install my-swift==4.0.0\n'],
    ['advice', 'python -c "import swift" || echo "run: pip install ms-swift==3.8.1" >&2\n'],
    ['help', 'usage() {\ncat <<EOF\npip install ms-swift==3.8.1 first\nEOF\n}\n'],
  ])('finds none in %s', (_, script) => expect(findInstalledPin(script)).toBeUndefined());
});

describe('a release that a script passes on', () => {
  const C = '\nmegatron sft\n';
  it.each([
    ['as an argument of a function', 'install() { pip install ms-swift==$1; }; install 4.2.3'],
    ['as all arguments', 'function get {\n  echo "$@"\n  pip install -U "$@"\n}\nget "ms-swift==4.2.3"'],
    ['by a local variable', 'get()\n{\n  local v=${1:-4.0.0}\n  pip install "ms-swift==${v}"\n}\nget 4.2.3'],
    ['as a default', 'get() { pip install "ms-swift==${1:-4.2.3}"; }\nget'],
    ['through two functions', 'get() { pip install ms-swift==$2; }\nsetup() { get x $1; }\nsetup 4.2.3 && true'],
    ['in a loop over it', 'for v in 4.2.3; do pip install ms-swift==$v; done'],
    ['as an argument of the script', 'set -- 4.2.3\npip install ms-swift==$1'],
    ['on the same line', 'V=4.2.3; pip install ms-swift==$V'],
    ['printed', 'V=$(printf %q 4.2.3) && pip install ms-swift==$V'],
    ['printed into a variable', 'printf -v P "ms-swift==%s" 4.2.3\npip install "$P"'],
    ['read', 'read -r V <<< "4.2.3"\npip install ms-swift==$V'],
  ])('is known %s', (_, script) => expect(findInstalledPin(script + C)?.version).toBe('4.2.3'));

  it.each([
    ['by a function that is never called', 'install() { pip install ms-swift==$1; }'],
    ['without an argument', 'install() { pip install ms-swift==$1; }\ninstall'],
    ['in an unknown argument', 'install() { pip install ms-swift==$1; }\ninstall "$(cat v.txt)"'],
    ['in a loop over several', 'for v in 4.0.0 4.2.3; do pip install ms-swift==$v; done'],
    ['by an alias', 'alias i="pip install ms-swift==4.0.0"'],
    ['at the end', 'trap "pip install ms-swift==4.0.0" EXIT'],
    ['to no program', ': pip install ms-swift==4.0.0'],
  ])('is unknown %s', (_, script) => expect(findInstalledPin(script + C)?.version).toBeUndefined());

  it('is found in time in a text that calls functions at every place', () => {
    const start = performance.now();
    const body = 'f() { pip install ms-swift==$1; f $1 $1; f $1; }\n';
    findInstalledPin(body + 'f f f f; '.repeat(20_000) + '\nf'.repeat(20_000));
    findInstalledPin('f() {'.repeat(30_000) + '\nf() { pip $1'.repeat(10_000));
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('several releases in a script', () => {
  const releaseOf = (script: string, of = 'megatron'): string[] => {
    const pin = choosePin(findScriptPins(script), script, script.lastIndexOf(of));
    return pin ? [pin.version, ...pin.others] : [];
  };

  it('apply to the commands below them', () => {
    const script = 'pip install ms-swift==4.1.2\nmegatron sft --a\npip install ms-swift==4.5.2\nmegatron sft --b\n';
    expect(releaseOf(script, 'megatron sft --a')).toEqual(['4.1.2']);
    expect(releaseOf(script, 'megatron sft --b')).toEqual(['4.5.2']);
  });

  it.each([
    ['of two branches', 'if $OLD; then pip install ms-swift==3.12.6; else pip install ms-swift==4.5.2; fi\n'],
    [
      'of a branch that may not run',
      'pip install ms-swift==3.12.6\nif $NEW; then\n  pip install ms-swift==4.5.2\nfi\n',
    ],
    ['of a case', 'case $1 in\n  a) pip install ms-swift==3.12.6 ;;\n  *) pip install ms-swift==4.5.2 ;;\nesac\n'],
    ['after a failure', 'pip install ms-swift==3.12.6 || pip install ms-swift==4.5.2\n'],
  ])('are both possible %s', (_, script) => expect(releaseOf(`${script}megatron sft`)).toEqual(['4.5.2', '3.12.6']));

  it('are known in the branch that installs one of them, and after a later installation', () => {
    const branches = 'if $OLD; then\n  pip install ms-swift==3.12.6\nelse\n  pip install ms-swift==4.5.2\n';
    expect(releaseOf(`${branches}  megatron sft\nfi\n`)).toEqual(['4.5.2']);
    expect(releaseOf(`${branches}fi\npip install ms-swift==4.1.2\nmegatron sft`)).toEqual(['4.1.2']);
  });

  it('make an error that only one of them has a warning', () => {
    const lint = (script: string) =>
      service.lintDocument(readShell(script)).map(({ rule, severity }) => `${severity} ${rule}`);
    const run = 'megatron sft --model m --load_safetensors true --dataset d --train_iters 1\n';
    const both = 'if $OLD; then pip install ms-swift==3.12.6; else pip install ms-swift==4.5.2; fi\n';
    expect(lint(both + run)).not.toContain('error release.removed');
    expect(lint(`pip install ms-swift==4.5.2\n${run}`)).toContain('error release.removed');
  });

  it('are alternatives on a page', () => {
    const page =
      '```\nmodelscope:py311-swift4.0.2\nmodelscope:py311-swift3.11.3\n```\n```shell\nmegatron sft --save out\n```\n';
    const document = service.read(page, syntaxOfNamedFile('README.md'), {});
    const [config] = document.reading.configs;
    expect(config && service.getFacts(document, config).release).toMatchObject({ version: '3.11.3' });
  });
});

describe('findImagePin', () => {
  const manifest = (image: string, command: string) =>
    `kind: Job\nspec:\n  containers:\n  - image: ${image}\n    args: [-c, "${command}"]\n`;

  it('finds the release in the image of a manifest that runs a script', () =>
    expect(resolvePin(findImagePin(manifest('hub/modelscope:py311-swift4.2.3', 'bash run.sh')))).toEqual({
      version: '4.2.3',
      line: 4,
    }));

  it('finds none in a manifest with a command of its own, or with another image', () => {
    expect(findImagePin(manifest('hub/modelscope:swift4.2.3', 'megatron sft --lr 1'))).toBeUndefined();
    expect(findImagePin(manifest('hub/pytorch:2.8', 'pip install ms-swift'))).toBeUndefined();
  });
});
