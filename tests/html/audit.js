// What can be measured of a page in one view: a list of faults, in words. Evaluated by run as
//   (this file)({wanted: [words that must be in the first screen], print: bool, all: bool, possible: bool})
// `all`: the viewport is as tall as the page, and everything is unfolded: then every text is measured.
// `possible`: no two stages of a session are at the same time; then no label is on another.
(function (asked) {
"use strict";
const faults = new Set();
const shown = s => JSON.stringify(s.replace(/\s+/g, " ").trim().slice(0, 60));

function textNodes() {
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const found = [];
	while (walker.nextNode()) {
		const node = walker.currentNode, range = document.createRange();
		if (!node.data.trim() || node.parentElement.closest("style, title, desc, script"))
			continue;
		range.selectNodeContents(node);
		const rects = [...range.getClientRects()].filter(r => r.width > 0 && r.height > 0);
		if (rects.length > 0 && node.parentElement.checkVisibility({checkVisibilityCSS: true}))
			found.push({node, rects});
	}
	return found;
}

// ---- layout ----

function scrollsItself(e) {
	for (; e && e !== document.body; e = e.parentElement)
		if (["auto", "scroll", "hidden"].includes(getComputedStyle(e).overflowX))
			return true;
	return false;
}

function checkOverflow() {
	if (document.scrollingElement.scrollWidth <= innerWidth)
		return;
	const wide = [...document.body.querySelectorAll("*")].filter(
		e => e.getBoundingClientRect().right > innerWidth + 0.5 && !scrollsItself(e));
	const last = wide[wide.length - 1];
	faults.add(`scrolls sideways: ${document.scrollingElement.scrollWidth} of ${innerWidth} px` +
		(last ? `, by <${last.tagName} class="${last.getAttribute("class")}"> ${shown(last.textContent)}` : ""));
}

// Where words stand that may be spread over nodes.
function place(words, nodes) {
	const letters = [];
	for (const {node} of nodes)
		for (let i = 0; i < node.length; i++)
			if (!/\s/.test(node.data[i]))
				letters.push([node, i]);
	const text = letters.map(([node, i]) => node.data[i]).join("");
	const wanted = words.replace(/\s+/g, ""), at = text.indexOf(wanted);
	if (at < 0)
		return null;
	const range = document.createRange();
	range.setStart(...letters[at]);
	range.setEnd(letters[at + wanted.length - 1][0], letters[at + wanted.length - 1][1] + 1);
	return range.getBoundingClientRect();
}

function checkFirstScreen(nodes) {
	for (const words of asked.wanted) {
		const r = place(words, nodes);
		if (!r)
			faults.add(`does not say ${shown(words)}`);
		else if (r.top < 0 || r.bottom > innerHeight || r.left < 0 || r.right > innerWidth)
			faults.add(`not in the first screen of ${innerWidth}x${innerHeight}: ${shown(words)} ` +
				`ends at ${Math.round(r.right)}, ${Math.round(r.bottom)}`);
	}
}

// Letters that nobody can read: pictures shrink with the screen. Paper is finer.
function checkSizes(nodes) {
	for (const {node} of nodes) {
		const e = node.parentElement, own = parseFloat(getComputedStyle(e).fontSize);
		const scale = e.getScreenCTM ? Math.hypot(e.getScreenCTM().a, e.getScreenCTM().b) : 1;
		if (own * scale < (asked.print ? 9 : 9.5))
			faults.add(`letters of ${(own * scale).toFixed(1)} px: ${shown(node.data)}`);
	}
}

// Texts over each other in a picture.
function checkCollisions(nodes) {
	for (const svg of document.querySelectorAll("svg")) {
		const own = nodes.filter(({node}) => svg.contains(node)).map(
			({node}) => ({node, r: node.parentElement.getBoundingClientRect()}));
		const frame = svg.getBoundingClientRect();
		for (const {node, r} of own)
			if (r.left < frame.left - 1 || r.right > frame.right + 1 ||
			    r.top < frame.top - 1 || r.bottom > frame.bottom + 1)
				faults.add(`out of its picture: ${shown(node.data)}`);
		for (let i = 0; i < own.length; i++)
			for (let k = i + 1; k < own.length; k++) {
				const a = own[i].r, b = own[k].r;
				const w = Math.min(a.right, b.right) - Math.max(a.left, b.left);
				const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
				if (w > 1.5 && h > 0.35 * Math.min(a.height, b.height) &&
				    own[i].node.parentElement !== own[k].node.parentElement)
					faults.add(`one over the other: ${shown(own[i].node.data)} and ${shown(own[k].node.data)}`);
			}
	}
}

// A finger must hit it (WCAG 2.2, 2.5.8).
function checkTargets() {
	for (const e of document.querySelectorAll("summary, a[href], button"))
		if (e.checkVisibility() && getComputedStyle(e).display !== "inline" &&
		    e.getBoundingClientRect().height < 24)
			faults.add(`hard to hit: <${e.tagName}> ${shown(e.textContent)}`);
}

// ---- contrast (WCAG 2, 1.4.3: AA) ----

function colour(text, opacity) {
	const parts = text.match(/^rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)(?:[,/ ]+([\d.]+))?\)$/);
	if (!parts)
		return null;
	const [r, g, b] = parts.slice(1, 4).map(Number);
	return {r, g, b, a: (parts[4] === undefined ? 1 : Number(parts[4])) * opacity};
}

function over(top, below) {
	const mix = c => top[c] * top.a + below[c] * (1 - top.a);
	return {r: mix("r"), g: mix("g"), b: mix("b"), a: top.a + below.a * (1 - top.a)};
}

function luminance({r, g, b}) {
	const part = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
	return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
}

function ratio(a, b) {
	const [l, d] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (l + 0.05) / (d + 0.05);
}

function opacityOf(e) {
	let opacity = 1;
	for (; e; e = e.parentElement)
		opacity *= parseFloat(getComputedStyle(e).opacity);
	return opacity;
}

// What an element paints behind others: a colour, null for nothing, "?" for what cannot be judged.
function paints(e) {
	const style = getComputedStyle(e);
	if (e instanceof SVGElement && !(e instanceof SVGSVGElement)) {
		if (!(e instanceof SVGGeometryElement) || style.fill === "none")
			return null;
		return colour(style.fill, opacityOf(e) * parseFloat(style.fillOpacity)) || "?";
	}
	// a printer leaves backgrounds out unless told otherwise
	if (asked.print && style.printColorAdjust !== "exact")
		return null;
	if (style.backgroundImage !== "none")
		return "?";
	const own = colour(style.backgroundColor, opacityOf(e));
	return own && own.a > 0 ? own : null;
}

function behind(e, x, y) {
	const stack = document.elementsFromPoint(x, y), at = stack.indexOf(e);
	const layers = [];
	for (const below of at < 0 ? ancestors(e) : stack.slice(at)) {
		const layer = paints(below);
		if (layer === "?")
			return null;
		if (layer)
			layers.push(layer);
		if (layer && layer.a === 1)
			break;
	}
	const last = layers[layers.length - 1];
	if (!asked.print && !(last && last.a === 1))
		return null;
	return layers.reduceRight((below, layer) => over(layer, below), {r: 255, g: 255, b: 255, a: 1});
}

function ancestors(e) {
	return e ? [e, ...ancestors(e.parentElement)] : [];
}

function needed(e, style) {
	const size = parseFloat(style.fontSize);
	const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
	return large && !(e instanceof SVGElement) ? 3 : 4.5;
}

function checkAt(node, e, style, ink, x, y) {
	const paper = ink && behind(e, x, y);
	if (!paper) {
		faults.add(`cannot judge the colours of ${shown(node.data)}`);
		return;
	}
	const found = ratio(over(ink, paper), paper);
	if (found < needed(e, style) - 0.005)
		faults.add(`contrast ${found.toFixed(2)} of ${needed(e, style)}: ${shown(node.data)} ` +
			`in <${e.tagName} class="${e.getAttribute("class")}">`);
}

// Outside of pictures elements in the same place of the same structure look the same; a few of them will do.
const ALIKE = 5;

function isKnown(e, counts) {
	const kind = ancestors(e).map(a => `${a.tagName}.${a.getAttribute("class")}.${a.getAttribute("style")}`).join();
	counts.set(kind, (counts.get(kind) || 0) + 1);
	return !(e instanceof SVGElement) && counts.get(kind) > ALIKE;
}

function checkContrast(nodes) {
	const counts = new Map();
	for (const {node, rects} of nodes) {
		const e = node.parentElement, style = getComputedStyle(e), r = rects[0];
		if (isKnown(e, counts))
			continue;
		const ink = colour(e instanceof SVGElement ? style.fill : style.color, opacityOf(e));
		for (const x of [r.left + 1, (r.left + r.right) / 2, r.right - 1])
			checkAt(node, e, style, ink, x, (r.top + r.bottom) / 2);
	}
}

// ---- structure ----

function checkStructure() {
	if (!document.documentElement.lang)
		faults.add("has no language");
	if (document.querySelectorAll("h1").length !== 1 || document.querySelectorAll("main").length !== 1)
		faults.add("has not one h1 and one main");
	let level = 0;
	for (const h of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
		const own = Number(h.tagName[1]);
		if (own > level + 1)
			faults.add(`a level of headings is left out before ${shown(h.textContent)}`);
		level = own;
	}
	for (const svg of document.querySelectorAll("svg:not([aria-hidden=true])"))
		if (svg.getAttribute("role") !== "img")
			faults.add("a picture without role=img");
	for (const table of document.querySelectorAll("table"))
		if (!table.querySelector("th[scope]"))
			faults.add(`a table without th scope: ${shown(table.textContent)}`);
}

if (asked.all)
	for (const e of document.querySelectorAll("details"))
		e.open = true;
const nodes = textNodes();
checkOverflow();
if (asked.all) {
	checkContrast(nodes);
	checkStructure();
} else {
	checkFirstScreen(nodes);
	checkTargets();
}
checkSizes(nodes);
if (asked.possible)
	checkCollisions(nodes);
return [...faults].slice(0, 12);
})
