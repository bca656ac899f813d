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

  const opaque = (colour) => colour.startsWith("rgb") && channels(colour).alpha === 1;

  const holds = (shape, x, y) => {
    const box = shape.getBoundingClientRect();
    return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
  };

  // The uppermost filled shape below the middle of the text, else the paper.
  const ground = (text) => {
    const svg = text.ownerSVGElement;
    const box = text.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const below = [...svg.querySelectorAll("rect, circle, ellipse, polygon, text")];
    const earlier = below.slice(0, below.indexOf(text)).reverse();
    const shape = earlier.find(
      (one) => one.tagName !== "text" && holds(one, x, y) && opaque(getComputedStyle(one).fill),
    );
    return shape ? getComputedStyle(shape).fill : getComputedStyle(svg).backgroundColor;
  };

  const texts = [...panel.querySelectorAll(".jp-OutputArea-output svg text")];
  return texts
    .filter((text) => text.checkVisibility() && text.textContent.trim())
    .map((text) => {
      const [ink, paper] = [getComputedStyle(text).fill, ground(text)];
      if (!opaque(paper)) return `"${text.textContent}" has no ground to stand on`;
      const under = channels(paper).rgb;
      const ratio = contrast(laid(ink, under), under);
      return ratio < ENOUGH && `"${text.textContent}" is ${ink} on ${paper}: ${ratio.toFixed(2)}`;
    })
    .filter(Boolean);
};
