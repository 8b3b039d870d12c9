/** Secrets among the arguments of programs that log in, which neither a name nor their own form reveals. */

/** A secret by the text before it, as the first group of the pattern; the second group is the secret. */
export interface SecretContext {
  variable: string;
  /** Characters without which a text has no such secret. */
  needs: RegExp;
  pattern: RegExp;
}

/** Characters of a secret, which are neither a reference to a variable nor an option. */
const VALUE = String.raw`["']?)((?![$<-])[^\s"'|;&<>\\]{4,200})`;

export const SECRET_ARGUMENTS: readonly SecretContext[] = [
  {
    // `wandb login KEY`, `swanlab login -k KEY`.
    variable: 'API_KEY',
    needs: /login/,
    pattern:
      /(\b(?:wandb|swanlab|modelscope|comet|hf|huggingface-cli|kaggle)[ \t]{1,8}(?:auth[ \t]{1,8})?login[ \t](?:[ \t]{0,8}--?[a-z][a-z-]{1,30}[ \t]){0,4}[ \t]{0,8}(?:-k[ \t]{0,8})?["']?)([\w-]{12,200})(?!\S*\/)/g,
  },
  {
    variable: 'PASSWORD',
    needs: /login/,
    pattern: new RegExp(
      String.raw`(\b(?:docker|podman|nerdctl|skopeo|helm|oras|az|cloudctl|oc)[ \t](?:[\w-]{1,20}[ \t]){0,2}login[ \t](?:[^\n;&|]{0,200}[ \t])?-p[ =]?${VALUE}`,
      'g',
    ),
  },
  {
    variable: 'SSHPASS',
    needs: /sshpass/,
    pattern: new RegExp(String.raw`(\bsshpass[ \t]{1,8}-p[ \t]{0,8}${VALUE}`, 'g'),
  },
  {
    variable: 'PASSWORD',
    needs: /mysql|mariadb|redis-cli/,
    pattern: new RegExp(
      String.raw`(\b(?:(?:mysql|mariadb)[a-z-]{0,12}[ \t](?:[^\n;&|]{0,200}[ \t])?-p|redis-cli[ \t](?:[^\n;&|]{0,200}[ \t])?-a[ \t]{1,8})${VALUE}`,
      'g',
    ),
  },
  {
    variable: 'ACCESS_KEY_SECRET',
    needs: /\bossutil|\bobsutil|\bcoscli|\baws\b/,
    pattern: new RegExp(
      String.raw`(\b(?:(?:ossutil|obsutil|coscli)\w{0,8}[ \t](?:[^\n;&|]{0,200}[ \t])?-k[ =]|aws[ \t]{1,8}configure[ \t]{1,8}set[ \t]{1,8}(?:[\w.-]{1,60}\.)?(?:aws_secret_access_key|aws_session_token)[ \t]{1,8})${VALUE}`,
      'g',
    ),
  },
  {
    // The lines of ~/.netrc.
    variable: 'PASSWORD',
    needs: /\bpassword\b/,
    pattern: /(\blogin\s{1,8}[^\s'"]{1,100}\s{1,8}password\s{1,8})((?![$<])[^\s"'|;&<>\\]{4,200})/g,
  },
  {
    variable: 'PASSWORD',
    needs: /openssl/,
    pattern: new RegExp(
      String.raw`(\bopenssl[ \t](?:[^\n;&|]{0,200}[ \t])?(?:-k[ \t]{1,8}|-pass(?:in|out)?[ \t]{1,8}["']?pass:)${VALUE}`,
      'g',
    ),
  },
];
