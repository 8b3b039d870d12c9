import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../../server/src/core/text/secretNames';
import { createSecretFinder, isSecret, maskInLines, maskSecrets } from '../../../server/src/core/text/secrets';
import { service } from '../../support/service';
import { listWordings } from '../../support/texts';

const root = resolve(import.meta.dirname, '../../..');

describe('isSecret', () => {
  it.each(
    'PGPASS PGPASSWORD MYSQL_PWD MYSQL_ROOT_PASSWORD SSH_PASSPHRASE SSHPASS TOKENS HF_TOKENS HF_TOKEN hub_token hub-token GITHUB_PAT AUTH REDISCLI_AUTH AUTH_HEADER BEARER COOKIE SESSION_COOKIES WEBHOOK FEISHU_WEBHOOK_URL WANDB_API_KEY wandb-api-key apiKey accessToken clientSecret AWS_SECRET_ACCESS_KEY SECRET_KEY_BASE MY_KEY SENTRY_DSN HFTOKEN API_KEY_2 ACCESS_KEY_SECRET client_credentials AccountKey authorization'.split(
      ' ',
    ),
  )('recognizes %s', (name) => {
    expect([isSecret(name, 'correct horse'), isSecret(name, undefined)]).toEqual([true, true]);
  });

  it.each(
    'eos_token bos_token pad_token unk_token mask_token max_tokens num_tokens max_new_tokens new_special_tokens image_token_id tokenizer tokenizer_path TOKENIZERS_PARALLELISM moe_token_dispatcher_type calculate_per_token_loss PWD OLDPWD PATH SSH_AUTH_SOCK HF_TOKEN_PATH PASSWORD_FILE PGPASSFILE GOOGLE_APPLICATION_CREDENTIALS teacher_tag_key image_key public_key bypass compass query_key_scale TRAIN_TOKENS keyboard author monkey patch_size'.split(
      ' ',
    ),
  )('ignores %s', (name) => {
    expect([isSecret(name, 'some_word'), isSecret(name, undefined)]).toEqual([false, false]);
  });

  it.each([
    ['HF_TOKEN', 'true'],
    ['USE_AUTH', '1'],
    ['auth', 'basic'],
    ['token', '<|im_end|>'],
    ['TOKENS', '100B'],
    ['OPENAI_API_KEY', 'EMPTY'],
    ['HF_TOKEN', '<your token>'],
    ['hub_token', ''],
    ['output_dir', '/models/hf_checkpoint'],
    ['output_dir', 'r8_alpha32_lr1e-4_qwen3_8b'],
    ['model', 'sk-learn-model'],
    ['url', 'http://10.0.0.1:8080/v1@latest'],
    ['url', 'https://github.com/modelscope/ms-swift'],
    ['url', 'ssh://git@github.com/modelscope/ms-swift'],
    ['url', 'https://example.com/data?page=2&key_frames=5'],
    ['system', 'Count the tokens: one two three'],
    ['kwargs', '{"max_tokens": 4096, "eos_token": "<eos>", "image_key": "picture"}'],
  ])('accepts the value of %s=%s', (name, value) => {
    expect(isSecret(name, value)).toBe(false);
  });

  it('recognizes a secret deep inside JSON, and in JSON inside JSON', () => {
    const inner = JSON.stringify({ list: [{ auth: { password: 'correct horse' } }] });
    expect(isSecret('extra_megatron_kwargs', inner)).toBe(true);
    expect(isSecret('extra_megatron_kwargs', JSON.stringify({ settings: inner }))).toBe(true);
  });
});

describe('maskSecrets', () => {
  it.each([
    ['HF_TOKEN=abc megatron', 'HF_TOKEN=<secret> megatron'],
    ['HF_TOKEN= megatron sft', 'HF_TOKEN= megatron sft'],
    [`export DB_PASSWORD='it'\\''s me' X=1`, "export DB_PASSWORD='<secret>' X=1"],
    ['PASSWORD="a \\"b\\" c" X=1', 'PASSWORD="<secret>" X=1'],
    [`bash -c "export TOKEN=\\"abc\\"; run"`, 'bash -c "export TOKEN=\\"<secret>\\"; run"'],
    ['--export=HF_TOKEN=abc,X=1', '--export=HF_TOKEN=<secret>,X=1'],
    ['TOKEN=${HF_TOKEN} KEY="$API_KEY"', 'TOKEN=${HF_TOKEN} KEY="$API_KEY"'],
    ['${API_KEY:-abc}', '${API_KEY:-<secret>}'],
    ['--hub-token=abc', '--hub-token=<secret>'],
    ['--hub_token abc12345 --lr 1', '--hub_token <secret> --lr 1'],
    ['Remove --hub_token from the command.', 'Remove --hub_token from the command.'],
    ['{"a": {"token": "abc123"}}', '{"a": {"token": "<secret>"}}'],
    ['{"tokens": ["abc123", "def456"], "x": 1}', '{"tokens": ["<secret>", "<secret>"], "x": 1}'],
    ['"{\\"apiKey\\": \\"abc123\\"}"', '"{\\"apiKey\\": \\"<secret>\\"}"'],
    ['  hub_token: abc123', '  hub_token: <secret>'],
    ['https://me:s3cret@host/path', 'https://me:<secret>@host/path'],
    ['redis://:s3cret@host', 'redis://:<secret>@host'],
    ['postgres://me:p@ss@host/db', 'postgres://me:<secret>@host/db'],
    ['https://host/x?a=1&access_token=abc&b=2', 'https://host/x?a=1&access_token=<secret>&b=2'],
    ['https://host/send?key=abcd-1234', 'https://host/send?key=<secret>'],
    ['https://host/x?sig=abc%2Bdef', 'https://host/x?sig=<secret>'],
    ['https://hooks.slack.com/services/T000/B000/abcdef', 'https://hooks.slack.com/services/<secret>'],
    [
      'https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-1',
      'https://open.feishu.cn/open-apis/bot/v2/hook/<secret>',
    ],
    [
      'https://open.larksuite.com/open-apis/bot/v2/hook/0a1b2c3d',
      'https://open.larksuite.com/open-apis/bot/v2/hook/<secret>',
    ],
    [
      'https://oapi.dingtalk.com/robot/send?access_token=0a1b',
      'https://oapi.dingtalk.com/robot/send?access_token=<secret>',
    ],
    [
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0a1b',
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=<secret>',
    ],
    ['curl -H "Authorization: Bearer abcdef" x', 'curl -H "Authorization: Bearer <secret>" x'],
    ['curl -H "Authorization: Bearer $TOKEN" x', 'curl -H "Authorization: Bearer $TOKEN" x'],
    ['curl -u me:s3cret x', 'curl -u me:<secret> x'],
    ['docker run -u 1000:1000 x', 'docker run -u 1000:1000 x'],
    ['a hf_abcdefghijklmnop b', 'a <secret> b'],
    ['AKIAABCDEFGHIJKLMNOP', '<secret>'],
    ['{"HF_TOKEN": {"secret": "NAME", "key": "KEY"}}', '{"HF_TOKEN": {"secret": "NAME", "key": "KEY"}}'],
    ['{"secretKeyRef":{"name":"hf","key":"token"}}', '{"secretKeyRef":{"name":"hf","key":"token"}}'],
    [
      'Passed to sbatch, and not written to any file: HF_TOKEN, API_KEY.',
      'Passed to sbatch, and not written to any file: HF_TOKEN, API_KEY.',
    ],
    ['HF_TOKEN=<secret>', 'HF_TOKEN=<secret>'],
  ])('prints %s as %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    ['wandb login 0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c'],
    ['wandb login --relogin 0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c'],
    ['swanlab login -k Zk3vQ8xR2mT5', 'Zk3vQ8xR2mT5'],
    ['docker login -u bob -p pass9word registry.example.com', 'pass9word'],
    ['echo pass9word | docker login -u bob --password-stdin', 'pass9word'],
    ['sshpass -p pass9word ssh host ls', 'pass9word'],
    ["sshpass -p'pass9word' scp a b:", 'pass9word'],
    ['mysql -ubob -ppass9word db', 'pass9word'],
    ['redis-cli -h db -a pass9word ping', 'pass9word'],
    ['ossutil64 config -e oss.example.com -i id -k pass9word', 'pass9word'],
    ['aws configure set aws_secret_access_key pass9word', 'pass9word'],
    ['machine api.wandb.ai login user password pass9word', 'pass9word'],
    ['machine api.wandb.ai\n  login user\n  password pass9word\n', 'pass9word'],
    ['openssl enc -d -k pass9word -in x', 'pass9word'],
    ['echo pass9word | sudo -S mount /data', 'pass9word'],
    ["sudo -S mount /data <<< 'pass9word'", 'pass9word'],
    ['read -r HUB_TOKEN <<< "pass9word"', 'pass9word'],
    ['echo "root:pass9word" | sudo chpasswd', 'pass9word'],
    ['chpasswd <<< root:pass9word', 'pass9word'],
    ['vault login pass9word', 'pass9word'],
    ['twine upload -u me -p pass9word dist/*', 'pass9word'],
    ['ldapsearch -x -w pass9word', 'pass9word'],
    ["ssh-keygen -t ed25519 -N 'pass9word' -f key", 'pass9word'],
    ['mc alias set m http://minio.example.com idid pass9word', 'pass9word'],
    ['lftp -u me,pass9word sftp://example.com', 'pass9word'],
    ['smbclient -U me%pass9word //host/share', 'pass9word'],
    ['az login --service-principal -u id -p pass9word --tenant t', 'pass9word'],
    ['export TOKEN_OF=dapi0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'dapi0f1e2d3c4b5a69788796a5b4c3d2e1f0'],
  ])('hides the secret in the arguments of `%s`', (text, secret) => {
    expect(maskSecrets(text)).toBe(text.replace(secret, '<secret>'));
  });

  it.each([
    'wandb login "$WANDB_API_KEY"',
    'wandb login --relogin --host=https://wandb.example.com',
    'docker login -u bob -p "$PASS" registry.example.com',
    'sshpass -p "$PASS" ssh host',
    'mkdir -p output && mysqldump db > out.sql',
    'login to the server with user and password from the wiki',
    'az vm create -p premium',
    'echo starting | sudo tee -a /var/log/train.log',
    'read -r line <<< "first second"',
    'vault login -method=userpass',
    "ssh-keygen -N '' -f key",
    'mc alias set m http://minio.example.com "$ID" "$KEY"',
  ])('leaves `%s` unchanged', (text) => expect(maskSecrets(text)).toBe(text));

  it('hides a private key, also without its end', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc/+=\n-----END RSA PRIVATE KEY-----';
    expect(maskSecrets(`a ${key} b`)).toBe('a <secret> b');
    expect(maskSecrets(`a ${key.slice(0, 42)}`)).toBe('a <secret>');
    expect(maskSecrets(JSON.stringify({ a: key }))).toBe('{"a":"<secret>"}');
  });

  it('leaves the documentation unchanged', () => {
    const texts = [
      ...Object.values(service.docTables.flags).flatMap(listWordings),
      ...Object.values(service.docTables.environment).flatMap(listWordings),
      ...['docs/rules.md', 'docs/launch.md'].flatMap((path) => readFileSync(join(root, path), 'utf8').split('\n')),
    ];
    expect(texts.filter((text) => maskSecrets(text) !== text)).toEqual([]);
  });

  it('recognizes the flags and variables of the catalog that hold secrets, and no others', () => {
    const names = [...service.catalog.flags, ...service.catalog.environment].map(({ name }) => name);
    const secret = names.filter((name) => ['strong', 'weak'].includes(evidenceOf(name) ?? ''));
    expect(secret.sort()).toEqual([
      'HF_TOKEN',
      'MODELSCOPE_API_TOKEN',
      'SWANLAB_API_KEY',
      'WANDB_API_KEY',
      'hub_token',
    ]);
  });

  it('does no quadratic work on hostile texts', { timeout: 60_000 }, () => {
    const units = [
      'token',
      'token=',
      'token="',
      "token='",
      'token: ',
      '{"token": ["',
      '\\"token\\": \\"',
      '://',
      '://a:',
      'https://a',
      'eyJ',
      '-eyJ',
      'hf_',
      'hf_a',
      'sk-',
      'sk-a',
      '-----BEGIN PRIVATE KEY-----',
      'Bearer ',
      'authorization: ',
      '?key=',
      ' -u a:',
      '\\',
      '\\"',
      "'",
      '_',
      'a',
      'A',
      '1',
      ' ',
      'AKIA',
      '8Q~',
      'https://hooks/',
      '${token:-',
      'token=\\',
      'token=,',
      'token   ',
    ];
    const measure = (text: string): number => {
      const { user } = process.cpuUsage();
      maskSecrets(text);
      return process.cpuUsage().user - user;
    };
    const fastestOf = (text: string): number => Math.min(measure(text), measure(text), measure(text));
    const slow = units.filter((unit) => {
      const small = unit.repeat(Math.ceil(10_000 / unit.length));
      // Quadratic work would take a hundred times as long.
      return fastestOf(small.repeat(10)) > 40 * Math.max(fastestOf(small), 1000);
    });
    expect(slow).toEqual([]);
  });
});

describe('createSecretFinder', () => {
  it('hides known values in every spelling of shells, JSON and URLs', () => {
    const value = `it's "a\\b" $x`;
    const { mask } = createSecretFinder([{ variable: 'X', value }]);
    const quoted = `'${value.replaceAll("'", `'\\''`)}'`;
    for (const text of [value, quoted, JSON.stringify(value), JSON.stringify(quoted), encodeURIComponent(value)])
      expect(mask(`a ${text} b`)).toMatch(/^a ['"]*<secret>['"]* b$/);
  });

  it('hides a known value that was cut off', () => {
    const { mask } = createSecretFinder([{ variable: 'X', value: 'correct-horse-battery-staple' }]);
    expect(mask('`correct-horse-b…` is wrong')).toBe('`<secret>…` is wrong');
  });

  it.each(['\n', '\r\n'])(
    'hides every line of a known value, and keeps the lines of a text where it must (%j)',
    (lineBreak) => {
      const value = 'first-line-of-it\nnext-1\nx';
      const finder = createSecretFinder([{ variable: 'MY_SECRET', value }]);
      const text = `A="${value.replaceAll('\n', lineBreak)}"${lineBreak}B=1`;
      expect(finder.mask(text)).toBe(`A="<secret>"${lineBreak}B=1`);
      expect(maskInLines(text, finder)).toBe(`A="<secret>\n\n"${lineBreak}B=1`);
    },
  );

  it('hides short values only where they are entire words', () => {
    const { mask } = createSecretFinder([{ variable: 'X', value: 'pass' }]);
    expect(mask('pass the password')).toBe('<secret> the password');
  });

  it('refers to secrets so that a shell reads the same argument', () => {
    const { refer } = createSecretFinder([{ variable: 'MY_PWD', value: 'correct horse' }]);
    expect(refer('correct horse')).toBe('"$MY_PWD"');
    expect(refer(`{"a": "correct horse"}`)).toBe(`'{"a": "'"$MY_PWD"'"}'`);
    expect(refer('https://me:s3cret@host')).toBe('https://me:"$URL_PASSWORD"@host');
  });
});
