// SPDX-License-Identifier: BSL-1.0
// The library in a worker, so that the page draws at its own pace: curves come first at a few places, then at more.
"use strict";

/** Serves in the worker. A job has a panel, and a later one of the same panel takes its place. */
function serve(loading) {
  const jobs = new Map();
  let library;

  /** {refusal} or {rows: [{quantity, side, source, values}]} of a call. */
  function call(name, process, parameters, abscissae) {
    const copies = [];
    const copy = (numbers) => {
      const place = library._malloc(8 * Math.max(1, numbers.length));
      library.HEAPF64.set(numbers, place / 8);
      copies.push(place);
      return place;
    };
    const text = name === "needed"
      ? library._explorer_needed(process, copy(parameters), abscissae[0])
      : library["_explorer_" + name](process, copy(parameters), copy(abscissae), abscissae.length);
    const answer = JSON.parse(library.UTF8ToString(text));
    copies.forEach((place) => library._free(place));
    if (answer.refusal) return answer;
    const first = library._explorer_values() / 8;
    const columns = name === "needed" ? 1 : abscissae.length;
    answer.series.forEach((row, i) => {
      row.values = Array.from(library.HEAPF64.subarray(first + i * columns, first + (i + 1) * columns));
    });
    return { rows: answer.series };
  }

  /** Puts the columns of an answer to their places among a job's rows. */
  function merge(job, answer, places) {
    if (answer.refusal) {
      job.refusal = answer.refusal;
      job.steps = [];
      return;
    }
    for (const { quantity, side, source, values } of answer.rows) {
      let row = job.rows.find((one) => one.quantity === quantity && one.side === side && one.source === source);
      if (!row) job.rows.push((row = { quantity, side, source, values: new Array(job.horizons.length).fill(NaN) }));
      places.forEach((place, i) => { row.values[place] = values[i]; });
    }
  }

  /** Places from the ends inwards, each round between those of the last. */
  function coarse_to_fine(count) {
    const order = [0, count - 1];
    for (let stride = 1 << 30; stride >= 1; stride /= 2)
      for (let i = stride; i < count - 1; i += stride) if (!order.includes(i)) order.push(i);
    return [...new Set(order)].filter((i) => i >= 0);
  }

  function start(job) {
    job.rows = [];
    job.needed = [];
    job.rates = [];
    job.filled = 0;
    job.spent = 0;
    const count = job.horizons.length;
    const read = job.horizons.indexOf(job.at);
    const order = coarse_to_fine(count);
    const places = read < 0 ? order : [read, ...order.filter((i) => i !== read)];
    const points = (name, then) => {
      let next = 0;
      let size = 1;
      const step = () => {
        const some = places.slice(next, next + size);
        next += some.length;
        const before = performance.now();
        merge(job, call(name, job.process, job.parameters, some.map((i) => job.horizons[i])), some);
        size = performance.now() - before < 1 ? 2 * size : Math.max(1, size >> 1);
        then(some.length);
        return next < places.length;
      };
      return step;
    };
    const once = (name, keep, abscissae) => () => {
      const answer = call(name, job.process, job.parameters, abscissae);
      if (answer.rows) job[keep] = answer.rows;
      return false;
    };
    job.steps = [
      points("errors", (some) => { job.filled += some; }),
      once("rates", "rates", job.epsilons),
      once("needed", "needed", [job.epsilon]),
      points("exact", () => {}),
    ];
  }

  function work() {
    let left = false;
    for (const [panel, slot] of jobs) {
      // A slow job is given up only once it can be seen, so that what is dragged moves.
      if (slot.next && (!slot.job || slot.job.steps.length === 0 || slot.job.filled >= 8)) {
        slot.job = slot.next;
        slot.next = null;
        start(slot.job);
      }
      const job = slot.job;
      if (!job || job.told) continue;
      const before = performance.now();
      while (job.steps.length > 0 && performance.now() - before < 5) if (!job.steps[0]()) job.steps.shift();
      job.spent += performance.now() - before;
      job.told = job.steps.length === 0;
      left = left || !job.told || Boolean(slot.next);
      const { id, rows, rates, needed, refusal, filled, spent, told, horizons, epsilons } = job;
      postMessage({ panel, id, rows, rates, needed, refusal, filled, spent, done: told, horizons, epsilons });
    }
    if (left) again.port2.postMessage(0);
  }

  const again = new MessageChannel();
  again.port1.onmessage = work;
  onmessage = ({ data }) => {
    if (data.ask) {
      postMessage({ asked: data.asked, answer: call(data.ask, data.process, data.parameters, data.abscissae) });
    } else if (data.end) {
      jobs.delete(data.end);
    } else {
      if (!jobs.has(data.panel)) jobs.set(data.panel, {});
      jobs.get(data.panel).next = data;
      again.port2.postMessage(0);
    }
  };
  loading.then((loaded) => {
    library = loaded;
    postMessage({ catalogue: JSON.parse(library.UTF8ToString(library._explorer_processes())) });
  });
}

/** The worker, whose text is that of this page, as one that is opened from a file may load no other. */
class engine {
  constructor({ ready, answered }) {
    const text = `"use strict"; var _scriptDir = ""; (${serve})((${load_infobound})());`;
    this.worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    this.questions = new Map();
    this.count = 0;
    this.worker.onmessage = ({ data }) => {
      if (data.catalogue) ready(data.catalogue);
      else if (data.asked) {
        this.questions.get(data.asked)(data.answer);
        this.questions.delete(data.asked);
      } else answered(data);
    };
  }
  /** Curves of a panel; answers come in parts. */
  draw(job) {
    this.worker.postMessage({ ...job, id: ++this.count });
    return this.count;
  }
  end(panel) { this.worker.postMessage({ end: panel }); }
  /** One call of the library. */
  ask(name, process, parameters, abscissae) {
    return new Promise((answered) => {
      this.questions.set(++this.count, answered);
      this.worker.postMessage({ ask: name, asked: this.count, process, parameters, abscissae });
    });
  }
}
