// What of our outputs does not fit into its output area, or is cut off by what it stands in.
(panel) => {
  const SLACK = 1; // a pixel that rounding may cost
  const found = [];

  const named = (element) => {
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    return `${element.tagName.toLowerCase()}.${element.getAttribute("class")} "${words}"`;
  };

  const inside = (element, area, what) => {
    const box = element.getBoundingClientRect();
    const room = area.getBoundingClientRect();
    const over = Math.max(room.left - box.left, box.right - room.right);
    if (box.width && over > SLACK)
      found.push(`${named(element)} stands ${Math.round(over)} px out of ${what}`);
  };

  // What can be scrolled to with the keyboard, and says so by its role, is not lost.
  const scrolls = (element) =>
    element.tabIndex >= 0 && element.role && getComputedStyle(element).overflowX === "auto";

  const whole = (element) => {
    if (scrolls(element)) return;
    const style = getComputedStyle(element);
    const wide = element.scrollWidth - element.clientWidth;
    const high = element.scrollHeight - element.clientHeight;
    if (style.overflowX !== "visible" && wide > SLACK)
      found.push(`${named(element)} hides ${wide} px of its width`);
    if (style.overflowY === "hidden" && high > SLACK)
      found.push(`${named(element)} hides ${high} px of its height`);
  };

  const shown = (element) => element.checkVisibility();

  for (const output of panel.querySelectorAll(".jp-OutputArea-output")) {
    const ours = [...output.querySelectorAll('[class*="ciba-"], .widget-box')].filter(shown);
    if (ours.length) whole(output);
    for (const element of ours) {
      const scrolled = element.parentElement.closest("[tabindex]");
      if (!(output.contains(scrolled) && scrolls(scrolled))) inside(element, output, "the output area");
      if (!element.ownerSVGElement) whole(element);
    }
    for (const text of [...output.querySelectorAll("svg text")].filter(shown))
      inside(text, text.ownerSVGElement, "its drawing");
  }
  return found;
};
