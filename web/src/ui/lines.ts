// "Tide" art: contour lines that are always the same for the same seed.

/** SVG path data, `count` lines over a field of 1440 x 900. */
export function contourLines(seed: number, count = 26): string[] {
  let state = seed || 1;
  const random = () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39) >>> 0;
    return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
  };
  // Waves over x that change with the height: lines come together and part again, and never cross
  // (all heights by their drifts sum up to less than one).
  const waves = [0, 1, 2].map(() => ({ height: 26 + random() * 26, length: 170 + random() * 260, shift: random() * 7, drift: (random() < 0.5 ? -1 : 1) * (130 + random() * 90) }));
  return Array.from({ length: count }, (_, line) => {
    const base = -40 + (line * 980) / count;
    const points: [number, number][] = [];
    for (let x = 0; x <= 1440; x += 90) {
      const y = waves.reduce((sum, wave) => sum + wave.height * Math.sin(x / wave.length + wave.shift + base / wave.drift), base);
      points.push([x, y]);
    }
    const [first, ...rest] = points;
    let path = `M${first?.[0]} ${first?.[1].toFixed(1)}`;
    rest.forEach(([x, y], at) => {
      const next = rest[at + 1];
      path += next ? `Q${x} ${y.toFixed(1)} ${(x + next[0]) / 2} ${((y + next[1]) / 2).toFixed(1)}` : `T${x} ${y.toFixed(1)}`;
    });
    return path;
  });
}
