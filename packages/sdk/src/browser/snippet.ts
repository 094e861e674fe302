/**
 * The `<script>` to paste into a page's head. Calls are recorded at once and replayed when
 * `lepton.js`, loaded without blocking the page, has arrived.
 *
 * @example snippet("phc_abc", "https://lepton.example.com")
 */
export function snippet(key: string, host: string): string {
  const base = host.replace(/\/+$/, "");
  // `<` would end the script early, whatever the key holds.
  const text = (value: string) => JSON.stringify(value).replace(/</g, "\\u003c");
  return `<script>
  (function (w, d, q, s) {
    if (w.lepton) return;
    q = w.lepton = [];
    "init track page identify alias group register optOut optIn reset flush".split(" ").forEach(function (m) {
      q[m] = function () { q.push([m].concat([].slice.call(arguments))); };
    });
    s = d.createElement("script");
    s.async = true;
    s.src = ${text(`${base}/lepton.js`)};
    d.head.appendChild(s);
  })(window, document);
  lepton.init({ key: ${text(key)}, host: ${text(base)} });
</script>`;
}
