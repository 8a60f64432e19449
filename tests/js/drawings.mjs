// Pictures for the community, drawn by the browser.
import { openPage } from "./browser-support.mjs";

/** Draws in a canvas of this size; `paint` runs in the page and gets its 2D context. */
async function draw(width, height, paint, fill = "") {
  const page = await openPage();
  const url = await page.evaluate(
    ([w, h, source, colour]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: w, height: h });
      new Function(`return (${source})`)()(canvas.getContext("2d"), w, h, colour);
      return canvas.toDataURL("image/png");
    },
    [width, height, String(paint), fill],
  );
  await page.context().close();
  return Buffer.from(url.split(",")[1], "base64");
}

/** A solar panel in the evening, with hills. */
export const panel = () =>
  draw(840, 472, (c, width, height) => {
    const sky = c.createLinearGradient(0, 0, 0, height);
    for (const [at, colour] of [[0, "#2f4a66"], [0.45, "#a2766b"], [0.75, "#d9a27c"]]) sky.addColorStop(at, colour);
    c.fillStyle = sky;
    c.fillRect(0, 0, width, height);
    c.fillStyle = "#ffe7b0";
    c.beginPath();
    c.arc(625, 210, 44, 0, 7);
    c.fill();
    for (const [colour, top, swing, n] of [["#47636d", 240, 46, 0], ["#2c4a55", 300, 34, 1], ["#1b3038", 372, 22, 2]]) {
      c.fillStyle = colour;
      c.beginPath();
      c.moveTo(0, height);
      for (let x = 0; x <= width; x += 10) c.lineTo(x, top + swing * Math.sin(x / (120 - n * 20) + n));
      c.lineTo(width, height);
      c.fill();
    }
    c.fillStyle = "#101d22";
    c.fillRect(250, 300, 12, 110);
    c.fillRect(412, 300, 12, 110);
    const corner = (u, v) => [165 + u * 290 + (1 - v) * 60, 170 + v * 130];
    const quad = (points, colour) => {
      c.fillStyle = colour;
      c.beginPath();
      points.forEach(([x, y]) => c.lineTo(x, y));
      c.fill();
    };
    quad([corner(-0.02, -0.03), corner(1.02, -0.03), corner(1.02, 1.03), corner(-0.02, 1.03)], "#f2f4f3");
    for (let u = 0; u < 4; u++) for (let v = 0; v < 3; v++) {
      const [a, b] = [(u + 0.03) / 4, (u + 0.97) / 4];
      const [x, y] = [(v + 0.05) / 3, (v + 0.95) / 3];
      quad([corner(a, x), corner(b, x), corner(b, y), corner(a, y)], "#1d3a58");
    }
  });

/** A curve of a day with sun. */
export const charge = () =>
  draw(152, 124, (c, width, height) => {
    c.fillStyle = "#23424c";
    c.fillRect(0, 0, width, height);
    c.strokeStyle = "#f0b357";
    c.lineWidth = 5;
    c.beginPath();
    for (let x = 14; x <= width - 14; x++) c.lineTo(x, height - 24 - 72 * Math.sin(((x - 14) / (width - 28)) * Math.PI) ** 2);
    c.stroke();
  });

/** A face of one colour. */
export const portrait = (colour) =>
  draw(96, 96, (c, width, height, fill) => {
    c.fillStyle = fill;
    c.fillRect(0, 0, width, height);
    c.fillStyle = "#fff8";
    c.beginPath();
    c.arc(48, 38, 18, 0, 7);
    c.arc(48, 100, 36, 0, 7);
    c.fill();
  }, colour);
