import type { SecretContext } from './secretArguments';

/** Characters of a secret, which are neither a reference to a variable nor an option. */
const VALUE = String.raw`["']?)((?![$<-])[^\s"'|;&<>\\]{4,200})`;

/** Secrets that programs read from a pipe or a here-string, and those of further programs. */
export const SECRET_INPUTS: readonly SecretContext[] = [
  {
    // A password on standard input: `echo PASSWORD | sudo -S`, `echo user:PASSWORD | chpasswd`.
    variable: 'PASSWORD',
    needs: /--password-stdin|\bsudo\b|\bchpasswd\b/,
    pattern:
      /(\b(?:echo|printf)[ \t]{1,8}(?:-\w{1,8}[ \t]{1,8})?["']?(?:[\w.-]{1,60}:)?)((?![$<-])[^\s"'|;&<>\\]{4,200})(?=["']?[ \t]{0,8}\|(?:[^\n;&|]{0,100}--password-stdin|[ \t]{0,8}sudo[ \t](?:[^\n;&|]{0,60}[ \t])?-S\b|[ \t]{0,8}(?:sudo[ \t]{1,8})?chpasswd\b))/g,
  },
  {
    variable: 'PASSWORD',
    needs: /<<</,
    pattern:
      /((?:\bsudo[ \t](?:[^\n;&|<]{0,60}[ \t])?-S\b[^\n;&|<]{0,60}|--password-stdin\b[^\n;&|<]{0,60}|\bchpasswd[ \t]{0,8}|\bread[ \t](?:-\w{1,3}[ \t]{1,8}){0,3}\w{0,30}(?:TOKEN|PASSWD|PASSWORD|SECRET|API_KEY)\w{0,10}[ \t]{0,8})<<<[ \t]{0,8}["']?(?:(?<=chpasswd[ \t]{0,8}<<<[ \t]{0,8}["']?)[\w.-]{1,60}:)?)((?![$<-])[^\s"'|;&<>\\]{4,200})/gi,
  },
  {
    // `vault login TOKEN`, `twine upload -p PASSWORD`, `mc alias set NAME URL ID SECRET` and others.
    variable: 'PASSWORD',
    needs: /\bvault\b|\btwine\b|\bldap|\bp(?:scp|link|sftp)\b|ssh-keygen|\bmc\b|\blftp\b|\bsmbclient\b/,
    pattern: new RegExp(
      String.raw`(\b(?:vault[ \t]{1,8}login[ \t]{1,8}|(?:twine[ \t](?:[^\n;&|]{0,60}[ \t])?-p|ldap[a-z]{3,10}[ \t](?:[^\n;&|]{0,60}[ \t])?-w|p(?:scp|link|sftp)[ \t](?:[^\n;&|]{0,60}[ \t])?-pw|ssh-keygen[ \t](?:[^\n;&|]{0,60}[ \t])?-N)[ \t]{1,8}|mc[ \t]{1,8}alias[ \t]{1,8}set[ \t]{1,8}(?:[^\s;&|]{1,200}[ \t]{1,8}){3}|lftp[ \t](?:[^\n;&|]{0,60}[ \t])?-u[ \t]{0,8}[^\s,'"]{1,100},|smbclient[ \t](?:[^\n;&|]{0,60}[ \t])?-U[ \t]{0,8}["']?[^\s%'"]{1,100}%)${VALUE}`,
      'g',
    ),
  },
];
