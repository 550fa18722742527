// @ts-check
// Runs a built program and reports the peak of its memory (KB) and its time on the processor (µs) when it ends.
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write(`@peak ${maxRSS} @processor ${userCPUTime + systemCPUTime}\n`);
});
process.argv.splice(1, 1);
await import(/** @type {string} */ (process.argv[1]));
