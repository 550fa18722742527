// @ts-check
// Runs the built command line and reports the peak of its memory when it ends.
process.on('exit', () => process.stderr.write(`@peak ${process.resourceUsage().maxRSS}\n`));
process.argv.splice(1, 1);
await import(/** @type {string} */ (process.argv[1]));
