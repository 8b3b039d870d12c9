import { describe, expect, it } from 'vitest';
import { findReleasePin } from '../../../server/src/core/catalog/pins';

const findPin = (text: string) => findReleasePin(text);

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
    ['a lock file', '[[package]]\nname = "ms-swift"\nversion = "4.3.1"\n', '4.3.1', 2],
  ])('finds the release of %s', (_, text, version, line) => expect(findPin(text)).toEqual({ version, line }));

  it.each([
    ['an argument without a value', 'ARG SWIFT\nRUN pip install ms-swift==${SWIFT}'],
    ['a lower bound only', 'ms-swift>=3.8'],
    ['a requirement without a version', 'ms-swift'],
    ['another package', 'my-ms-swift==1.0\nms-swift-extra==2.0\nswift==1.2.3'],
    ['a comment', '# ms-swift==3.8.1'],
    ['a branch', 'git+https://github.com/modelscope/ms-swift.git@main'],
    ['an empty file', ''],
    ['incomplete lines', 'ms-swift==\nms-swift[all\nms-swift = {'],
  ])('finds no release in %s', (_, text) => expect(findPin(text)).toBeUndefined());
});
