// SPDX-License-Identifier: BSL-1.0
// A page that is opened from a disk may neither fetch the index of the search nor start a worker: the index is loaded as a
// script, once one looks for something, and a hidden frame does a worker's work.
if (location.protocol === 'file:') {
  const index = document.currentScript.dataset.index;
  const load = (resolve) => {
    window.__search_index = (found) => resolve(found);
    const script = document.createElement('script');
    script.src = index;
    document.head.append(script);
  };
  window.__search = {
    index: new Promise((resolve) => addEventListener('focusin', (event) => {
      if (event.target.matches('.md-search__input') && !window.__search_index) load(resolve);
    }))
  };

  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement('iframe');
      frame.hidden = true;
      document.body.append(frame);
      this.frame = frame;
      this.waiting = [];
      const inside = frame.contentWindow;
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent('message', {data}));
      inside.importScripts = () => {};
      const script = frame.contentDocument.createElement('script');
      script.src = new URL(url, location);
      script.onload = () => {
        this.ready = true;
        for (const data of this.waiting) this.postMessage(data);
      };
      frame.contentDocument.body.append(script);
    }

    postMessage(data) {
      if (!this.ready) return this.waiting.push(data);
      this.frame.contentWindow.dispatchEvent(new MessageEvent('message', {data}));
    }
  };
}
