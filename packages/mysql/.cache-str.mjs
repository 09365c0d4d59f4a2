const { utf8Slice, latin1Slice, asciiSlice } = Buffer.prototype;
const mk = (s) => Buffer.from("xx".repeat(50) + s + "y".repeat(60000));
function loop(b, p, n) {
  let s = "";
  for (let i = p, e = p + n; i < e; i++) {
    const c = b[i];
    if (c > 127) return utf8Slice.call(b, p, p + n);
    s += String.fromCharCode(c);
  }
  return s;
}
const f = String.fromCharCode;
function chunked(b, p, n) {
  // 4 at a time
  let s = "";
  let i = p;
  const e = p + n;
  for (; i + 4 <= e; i += 4) {
    const a = b[i],
      c = b[i + 1],
      d = b[i + 2],
      g = b[i + 3];
    if ((a | c | d | g) > 127) return utf8Slice.call(b, p, p + n);
    s += f(a, c, d, g);
  }
  for (; i < e; i++) {
    const c = b[i];
    if (c > 127) return utf8Slice.call(b, p, p + n);
    s += f(c);
  }
  return s;
}
function viaNative(b, p, n) {
  return utf8Slice.call(b, p, p + n);
}
function viaLatin(b, p, n) {
  for (let i = p, e = p + n; i < e; i++) if (b[i] > 127) return utf8Slice.call(b, p, p + n);
  return latin1Slice.call(b, p, p + n);
}
for (const len of [4, 6, 10, 17, 26, 60]) {
  const b = mk("a".repeat(len));
  const r = {};
  for (const [name, fn] of Object.entries({ loop, chunked, viaNative, viaLatin })) {
    let x = 0;
    for (let k = 0; k < 2; k++) {
      const t = performance.now();
      for (let i = 0; i < 400000; i++) {
        const s = fn(b, 100, len);
        x += s.length;
        globalThis.z = s.charCodeAt(1);
      }
      r[name] = (((performance.now() - t) / 400000) * 1e6).toFixed(0);
    }
  }
  console.log(len, r);
}
