"use strict";
/* before the topics are parsed: those that are hidden are never laid out */
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", function () {
	var data = JSON.parse(document.getElementById("data").textContent);
	var now = 0, lambda = 1;
	var slider = document.getElementById("lambda"), told = document.getElementById("told");
	var search = document.getElementById("search"), found = document.getElementById("found");

	function byId(k) { return document.getElementById("t" + k); }
	function make(tag, kind, text) {
		var node = document.createElement(tag);
		if (kind) node.className = kind;
		if (text !== undefined) node.textContent = text;
		return node;
	}

	/* the words of a topic, probabilities in millionths: those of its list stand there */
	function words(k) {
		var topic = data.topics[k], shown, i;
		if (topic.words) return topic.words;
		shown = byId(k).querySelectorAll(".words b");
		topic.words = topic[0].map(function (w, i) { return word(w, 1e6 * shown[i].textContent); });
		for (i = 0; i < topic[1].length; i += 2) topic.words.push(word(topic[1][i], topic[1][i + 1]));
		return topic.words;
	}
	function word(place, p) { return { term: data.words[place], p: p, lift: p / data.all[place] }; }

	/* the first words of a topic by relevance at the slider's lambda */
	function relevant(k) {
		function relevance(w) { return lambda * Math.log(w.p) + (1 - lambda) * Math.log(w.lift); }
		return words(k).slice().sort(function (a, b) { return relevance(b) - relevance(a) || b.p - a.p; })
			.slice(0, data.shown);
	}
	function draw(k) {
		var list = byId(k).querySelector(".words"), first = relevant(k);
		var most = Math.max.apply(null, first.map(function (w) { return w.p; }));
		list.textContent = "";
		first.forEach(function (w) {
			var item = make("li", "", w.term);
			item.style.setProperty("--p", 100 * w.p / most + "%");
			item.appendChild(make("b", "", (w.p / 1e6).toPrecision(3)));
			list.appendChild(item);
		});
	}
	function select(k, move) {
		var before = document.querySelectorAll(".on"), i;
		for (i = 0; i < before.length; i++) before[i].classList.remove("on");
		now = (k + data.topics.length) % data.topics.length;
		byId(now).classList.add("on");
		document.querySelector("#map a[href='#t" + now + "']").classList.add("on");
		draw(now);
		if (move && location.hash !== "#t" + now) history.replaceState(null, "", "#t" + now);
	}
	function fromHash() {
		var match = /^#t(\d+)$/.exec(location.hash);
		if (match && +match[1] < data.topics.length) select(+match[1], false);
	}

	function nameOf(k) { return document.querySelector("td a[href='#t" + k + "']").textContent; }

	/* topics in which a word that begins so is among the first */
	function look() {
		var wanted = search.value.trim().toLowerCase(), hits = Object.create(null);
		found.textContent = "";
		if (!wanted) return;
		data.topics.forEach(function (topic, k) {
			words(k).forEach(function (w) {
				if (w.term.toLowerCase().indexOf(wanted) === 0)
					(hits[w.term] = hits[w.term] || []).push({ k: k, p: w.p });
			});
		});
		var terms = Object.keys(hits).sort(function (a, b) { return a.length - b.length || (a < b ? -1 : 1); });
		terms.slice(0, 12).forEach(function (term) {
			var item = make("li", "", term + ": ");
			hits[term].sort(function (a, b) { return b.p - a.p; }).slice(0, 6).forEach(function (hit) {
				var link = make("a", "", nameOf(hit.k) + " (" + (hit.p / 1e6).toPrecision(2) + ")");
				link.href = "#t" + hit.k;
				item.appendChild(link);
				item.appendChild(document.createTextNode(" "));
			});
			found.appendChild(item);
		});
		if (!terms.length) found.appendChild(make("li", "", "no first word of a topic begins so"));
	}

	function sortBy(column, header) {
		var rows = document.querySelector("#list tbody"), up = header.getAttribute("aria-sort") !== "ascending";
		var all = Array.prototype.slice.call(rows.rows), heads = header.parentNode.cells, i;
		for (i = 0; i < heads.length; i++) heads[i].removeAttribute("aria-sort");
		header.setAttribute("aria-sort", up ? "ascending" : "descending");
		function number(row) { return +row.querySelector("a").hash.slice(2); }
		function key(row) {
			if (column === 0) return number(row);
			var text = row.cells[column].textContent, value = parseFloat(text);
			return isNaN(value) ? text : value;
		}
		all.sort(function (a, b) { var x = key(a), y = key(b); return (x > y) - (x < y) || number(a) - number(b); });
		if (!up) all.reverse();
		all.forEach(function (row) { rows.appendChild(row); });
	}

	document.getElementById("tools").hidden = false;
	slider.addEventListener("input", function () {
		lambda = +slider.value;
		told.textContent = lambda.toFixed(1);
		draw(now);
	});
	search.addEventListener("input", look);
	document.getElementById("before").addEventListener("click", function () { select(now - 1, true); });
	document.getElementById("next").addEventListener("click", function () { select(now + 1, true); });
	document.addEventListener("keydown", function (event) {
		if (event.target.tagName === "INPUT" || event.altKey || event.ctrlKey || event.metaKey) return;
		if (event.key === "ArrowLeft") select(now - 1, true);
		else if (event.key === "ArrowRight") select(now + 1, true);
		else if (event.key === "/") { search.focus(); event.preventDefault(); }
	});
	window.addEventListener("hashchange", fromHash);
	Array.prototype.forEach.call(document.querySelectorAll("#list th"), function (header, column) {
		var button = make("button", "", header.textContent);
		header.textContent = "";
		header.appendChild(button);
		button.addEventListener("click", function () { sortBy(column, header); });
	});
	select(0, false);
	fromHash();
});
