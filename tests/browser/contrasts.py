"""What on a page differs too little from what is behind it, measured in the browser."""

from typing import Final

from playwright.sync_api import Page

TEXT: Final = 4.5
"""Contrast that text needs against its background, WCAG 2.2, 1.4.3."""
MARK: Final = 3.0
"""Contrast that a bar, a point, a line or an icon needs, WCAG 2.2, 1.4.11."""

# Colours are read from a canvas, as they can be written in many ways. What lies on a coloured picture, as the counts of
# the confusion matrix do, and a shade without an edge of its own are left out: the table of colours is tested for them.
_FAINT: Final = """([text, mark]) => {
    const canvas = document.createElement('canvas'); const paint = canvas.getContext('2d', {willReadFrequently: true});
    const known = {};
    const rgb = colour => known[colour] ??= (() => {
        paint.clearRect(0, 0, 1, 1); paint.fillStyle = 'transparent'; paint.fillStyle = colour;
        paint.fillRect(0, 0, 1, 1);
        return [...paint.getImageData(0, 0, 1, 1).data];
    })();
    const over = (top, below, alpha) => [0, 1, 2].map(k => top[k] * alpha + below[k] * (1 - alpha));
    const ground = element => {
        const layers = [];
        for (let at = element; at; at = at.parentElement) {
            const colour = rgb(getComputedStyle(at).backgroundColor);
            if (colour[3]) layers.push(colour);
            if (colour[3] === 255) break;
        }
        return layers.reverse().reduce((below, top) => over(top, below, top[3] / 255), [255, 255, 255]);
    };
    const opacity = element => {
        let all = 1;
        for (let at = element; at; at = at.parentElement) all *= parseFloat(getComputedStyle(at).opacity);
        return all;
    };
    const luminance = colour => {
        const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        const [red, green, blue] = colour.map(c => linear(c / 255));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (ink, alpha, behind) => {
        const [dim, bright] = [luminance(over(ink, behind, alpha)), luminance(behind)].sort((a, b) => a - b);
        return (bright + 0.05) / (dim + 0.05);
    };
    const seen = element => {
        const box = element.getBoundingClientRect(), hidden = getComputedStyle(element).visibility === 'hidden';
        return box.width > 1 && box.height > 1 && !hidden && opacity(element) > 0;
    };
    const found = [];
    const note = (kind, value, limit, what) => {
        if (value < limit) found.push(`${kind} ${value.toFixed(2)}: ${what}`);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const said = texts.currentNode.textContent.trim(), element = texts.currentNode.parentElement;
        const left_out = 'style, script, :disabled, .st-key-matrix .infolayer';
        if (!said || !seen(element) || element.closest(left_out)) continue;
        const svg = element.closest('svg'), style = getComputedStyle(element);
        const ink = rgb(svg ? style.fill : style.color);
        const above = element.closest('[data-testid=stSliderThumbValue]') && element.closest('[data-testid=stSlider]');
        const behind = ground(above || (svg ? svg.parentElement : element));  // a slider's value stands above its knob
        note('text', contrast(ink, ink[3] / 255 * opacity(element), behind), text, said);
    }
    const parts = ['.points path', '.lines path', '.shapelayer path', '.errorbar path', '.scatterlayer path.js-line'];
    for (const element of document.querySelectorAll(parts.map(part => `.js-plotly-plot ${part}`).join(', '))) {
        const style = getComputedStyle(element), behind = ground(element.closest('svg').parentElement);
        const drawn = ['fill', 'stroke'].filter(each => style[each] !== 'none');
        const values = drawn.map(each => contrast(rgb(style[each]), rgb(style[each])[3] / 255 * opacity(element)
            * parseFloat(style[`${each}Opacity`]), behind));
        if (values.length) note('mark', Math.max(...values), mark, element.closest('[class*=st-key]').className);
    }
    for (const element of document.querySelectorAll('[placeholder]:enabled')) {
        const style = getComputedStyle(element, '::placeholder'), ink = rgb(style.color);
        if (!seen(element) || element.value) continue;
        const value = contrast(ink, ink[3] / 255 * parseFloat(style.opacity), ground(element));
        note('placeholder', value, text, element.placeholder);
    }
    for (const element of document.querySelectorAll('[data-testid=stTooltipIcon] svg, [data-testid=stIconMaterial]')) {
        const style = getComputedStyle(element), ink = rgb(style.stroke === 'none' ? style.color : style.stroke);
        const value = contrast(ink, ink[3] / 255 * opacity(element), ground(element));
        if (seen(element)) note('icon', value, mark, element.textContent);
    }
    return [...new Set(found)];
}"""


def faint(page: Page) -> list[str]:
    """Name the texts, marks of charts, placeholders and icons that are hard to see."""
    found: list[str] = page.evaluate(_FAINT, [TEXT, MARK])
    return found
