// Loaded into a server before its own code: answers, over a channel of its own, with the processor time and the memory of
// the process.
process.on('message', ({ id, collect }) => {
  // Timers that the last change has set run first.
  setTimeout(() => {
    setImmediate(() => {
      if (collect) for (let round = 0; round < 3; round++) globalThis.gc?.();
      const { user, system } = process.cpuUsage();
      const memory = collect ? process.memoryUsage() : undefined;
      process.send({
        id,
        processorMs: (user + system) / 1000,
        resident: memory?.rss ?? 0,
        heap: memory?.heapUsed ?? 0,
      });
    });
  }, 1);
});
