// Words in our drawings that stand out too little: axe looks at HTML only.
(panel) => {
  const ENOUGH = 4.5;

  const channels = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { rgb: [red, green, blue], alpha };
  };

  const laid = (colour, ground) => {
    const { rgb, alpha } = channels(colour);
    return rgb.map((channel, i) => channel * alpha + ground[i] * (1 - alpha));
  };

  const luminance = (rgb) => {
    const linear = rgb.map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };

  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  const holds = (shape, x, y) => {
    const box = shape.getBoundingClientRect();
    return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
  };

  // The paper, and on it every filled shape that was drawn before the text and lies below it.
  const ground = (text) => {
    const svg = text.ownerSVGElement;
    const box = text.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const drawn = [...svg.querySelectorAll("rect, circle, ellipse, polygon, text")];
    return drawn
      .slice(0, drawn.indexOf(text))
      .filter((one) => one.tagName !== "text" && holds(one, x, y))
      .map((shape) => getComputedStyle(shape).fill)
      .filter((fill) => fill.startsWith("rgb"))
      .reduce((under, fill) => laid(fill, under), paper(svg));
  };

  const paper = (svg) => {
    const { rgb, alpha } = channels(getComputedStyle(svg).backgroundColor);
    if (alpha !== 1) throw new Error("A drawing without paper of its own: on what does it stand?");
    return rgb;
  };

  const texts = [...panel.querySelectorAll(".jp-OutputArea-output svg text")];
  return texts
    .filter((text) => text.checkVisibility() && text.textContent.trim())
    .map((text) => {
      const [ink, under] = [getComputedStyle(text).fill, ground(text)];
      const ratio = contrast(laid(ink, under), under);
      const on = `rgb(${under.map(Math.round).join(", ")})`;
      return ratio < ENOUGH && `"${text.textContent}" is ${ink} on ${on}: ${ratio.toFixed(2)}`;
    })
    .filter(Boolean);
};
