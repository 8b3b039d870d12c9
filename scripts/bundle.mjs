// How everything that holds the core is bundled, whatever it is for.
/** Options of esbuild. The ES module builds of packages are preferred: unused parts of them fall away. */
export const coreOptions = (root) => ({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  mainFields: ['module', 'main'],
});
