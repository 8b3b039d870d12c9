/** The help of the command line. */
export const USAGE = `preflight: checks ms-swift Megatron training configs before they are launched

  preflight check [options] PATH...   check shell scripts and YAML files; a folder is searched, - reads standard input;
                                      Markdown and Python files are checked when they are named
  preflight resolve [options] PATH[:LINE]
                                      print what the trainer receives: every argument and variable with its origin
  preflight memory [options] PATH...  estimate the memory of each GPU, by parts and pipeline stages
  preflight layouts [options] PATH[:LINE]
                                      list the parallel layouts that fit the GPUs, the fastest first
  preflight plan PATH[:LINE] --target FILE.json [--out DIR]
                                      print the plan of a launch, as the editor shows it; --out writes its files; nothing is submitted
  preflight schema [--swift-version VERSION] [--command pt|sft|rlhf|export]
                                      print a JSON schema of config files for any YAML editor; default: the newest release
  preflight explain FLAG|VARIABLE|RULE [--swift-version VERSION]
                                      explain a flag and its default, an environment variable, or a rule
  preflight migrate PATH --to VERSION print the changes for another release as a diff; --write changes the files

Options of check:
  --format text|json|sarif|github
                              report format (default: text)
  --swift-version VERSION     the ms-swift release to check for, also 4.0.0.dev0, main or ">=4.1"; a modeline in the file takes precedence
  --world-size N              total number of GPUs on all nodes
  --model-config FILE         the model's config.json
  --gpu-memory GIB            the memory of each GPU in GiB
  --severity RULE=SEVERITY    error, warning, hint or off for a rule or a group (cli.*); may be given several times
  --fix                       apply all safe fixes to the files, and report the remaining findings
  --stdin-filename NAME       the file name of standard input, which decides its syntax (default: stdin.sh)

Options of memory, besides --swift-version, --world-size, --model-config and --gpu-memory:
  --format text|json          text (default), or JSON with numbers in GiB
  --svg FILE                  draw the GPUs and the memory of PATH[:LINE] into a file instead

Options of layouts, besides those of memory without --svg:
  --nodes N                   number of nodes, together with --gpus-per-node
  --gpus-per-node N           GPUs of each node (default: those of the file, or 8)
  --limit N                   number of layouts to list, at most 50 (default: 10)

Options of resolve:
  --format json|text          json (default), or a command that can be pasted
  --show-secrets              print the values of secrets; otherwise they are null in JSON, and references such as "$HF_TOKEN" in text

Options of migrate:
  --to VERSION                the release to migrate to
  --from VERSION              the release that the files are written for, unless they name one
  --write                     change the files instead of printing a diff

Exit code: 0 no errors, 1 errors found, the plan cannot be launched or no layout fits, 2 could not run.
`;
