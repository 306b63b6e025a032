// The desk's own script: both sides of a link in step, keys, and what a person has looked at.
"use strict";

const FRAME = 1 / 25;
const FAR = 0.12; // seconds that the airing may be out of step before it is set anew

const clock = (seconds) => {
  const tenths = Math.max(0, Math.round(seconds * 10));
  const part = (value) => String(value).padStart(2, "0");
  return `${Math.floor(tenths / 36000)}:${part(Math.floor(tenths / 600) % 60)}:${part(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
};

class Player {
  constructor(root) {
    this.root = root;
    this.segments = JSON.parse(root.dataset.player).segments;
    this.stages = {};
    for (const stage of root.querySelectorAll("[data-side]")) {
      this.stages[stage.dataset.side] = {
        video: stage.querySelector("video"), still: stage.querySelector(".still"),
        box: stage.querySelector(".box"), second: stage.querySelector("[data-second]"), broken: false, at: null,
      };
    }
    this.scrub = root.querySelector("[data-scrub]");
    this.blend = root.querySelector("[data-blend]");
    this.canvas = root.querySelector("canvas");
    this.second = this.segments[0].clip[0];
    this.playing = false;
    const { clip, airing } = this.stages;
    for (const [side, stage] of Object.entries(this.stages)) {
      stage.video.addEventListener("error", () => this.fallBack(side));
      stage.video.addEventListener("seeked", () => this.draw());
      stage.video.addEventListener("loadeddata", () => this.draw());
      stage.still.addEventListener("load", () => this.draw());
      if (stage.video.error) this.fallBack(side);
    }
    clip.video.addEventListener("loadedmetadata", () => this.go(this.second));
    airing.video.addEventListener("loadedmetadata", () => this.go(this.second));
    clip.video.addEventListener("ended", () => this.pause());
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) this.does(button.dataset.do, button);
    });
    this.scrub.addEventListener("input", () => this.go((this.scrub.value / 1000) * this.length()));
    this.blend.addEventListener("input", () => this.draw());
    this.go(this.second);
  }

  length() {
    const known = this.stages.clip.video.duration;
    return Number.isFinite(known) && known > 0 ? known : Math.max(...this.segments.map((each) => each.clip[1]));
  }

  segment(second) {
    const inside = this.segments.find((each) => second >= each.clip[0] - 0.01 && second <= each.clip[1] + 0.01);
    if (inside) return inside;
    const away = (each) => Math.min(Math.abs(second - each.clip[0]), Math.abs(second - each.clip[1]));
    return this.segments.reduce((best, each) => (away(each) < away(best) ? each : best));
  }

  airingSecond(second) {
    const segment = this.segment(second);
    return Math.max(0, segment.airing[0] + (second - segment.clip[0]) * segment.rate);
  }

  go(second) {
    this.second = Math.min(Math.max(second, 0), this.length());
    this.show("clip", this.second);
    this.show("airing", this.airingSecond(this.second));
    this.tell();
  }

  show(side, second) {
    const stage = this.stages[side];
    stage.at = second;
    if (!stage.broken) {
      if (stage.video.readyState > 0) stage.video.currentTime = second;
      return;
    }
    clearTimeout(stage.asking);
    stage.asking = setTimeout(() => {
      stage.still.src = `${this.root.dataset.still}${side}/${Math.max(0, second).toFixed(2)}`;
    }, 120);
  }

  fallBack(side) {
    const stage = this.stages[side];
    if (stage.broken) return;
    stage.broken = true;
    stage.video.hidden = true;
    stage.still.hidden = false;
    const trouble = this.root.querySelector("[data-trouble]");
    trouble.hidden = false;
    trouble.textContent = "This browser cannot play a file of this link: single frames are shown in its place.";
    this.show(side, stage.at ?? 0);
  }

  tell() {
    const { clip, airing } = this.stages;
    const segment = this.segment(this.second);
    clip.second.textContent = clock(this.second).replace(/^0:0?/, "");
    airing.second.textContent = clock(this.airingSecond(this.second));
    this.scrub.value = Math.round((this.second / this.length()) * 1000);
    this.scrub.setAttribute("aria-valuetext", `${clock(this.second)} of the clip`);
    this.outline(clip.box, segment.clipBox);
    this.outline(airing.box, segment.airingBox);
  }

  outline(box, [left, top, right, bottom]) {
    const whole = left <= 0.005 && top <= 0.005 && right >= 0.995 && bottom >= 0.995;
    box.classList.toggle("whole", whole);
    const area = box.querySelector("rect");
    for (const [name, value] of Object.entries({ x: left, y: top, width: right - left, height: bottom - top })) {
      area.setAttribute(name, String(value * 100));
    }
  }

  draw() {
    const pen = this.canvas.getContext("2d");
    const { width, height } = this.canvas;
    const segment = this.segment(this.second);
    pen.globalAlpha = 1;
    pen.clearRect(0, 0, width, height);
    this.paint(pen, "clip", segment.clipBox, 1, segment.mirrored);
    this.paint(pen, "airing", segment.airingBox, this.blend.value / 100, false);
  }

  paint(pen, side, [left, top, right, bottom], strength, mirrored) {
    const stage = this.stages[side];
    const picture = stage.broken ? stage.still : stage.video;
    const wide = picture.videoWidth || picture.naturalWidth, high = picture.videoHeight || picture.naturalHeight;
    if (!wide || (!stage.broken && picture.readyState < 2)) return;
    const { width, height } = this.canvas;
    pen.save();
    pen.globalAlpha = strength;
    if (mirrored) { pen.translate(width, 0); pen.scale(-1, 1); }
    pen.drawImage(picture, left * wide, top * high, (right - left) * wide, (bottom - top) * high, 0, 0, width, height);
    pen.restore();
  }

  async play() {
    if (this.playing) return;
    this.playing = true;
    this.root.querySelector("[data-do=play]").textContent = "Pause";
    const { clip, airing } = this.stages;
    try {
      if (!clip.broken) await clip.video.play();
      if (!airing.broken && this.segment(this.second).rate > 0) await airing.video.play();
    } catch { /* the browser refused, or it was paused again */ }
    this.last = performance.now();
    this.tick();
  }

  pause() {
    this.playing = false;
    this.root.querySelector("[data-do=play]").textContent = "Play";
    for (const stage of Object.values(this.stages)) stage.video.pause();
    this.go(this.stages.clip.broken ? this.second : this.stages.clip.video.currentTime);
  }

  tick() {
    if (!this.playing) return;
    const { clip, airing } = this.stages, now = performance.now();
    this.second = clip.broken ? this.second + (now - this.last) / 1000 : clip.video.currentTime;
    this.last = now;
    if (this.second >= this.length()) { this.pause(); return; }
    const segment = this.segment(this.second), there = this.airingSecond(this.second);
    if (airing.broken || segment.rate <= 0) this.show("airing", there);
    else {
      const rate = Math.min(Math.max(segment.rate, 0.1), 8);
      if (airing.video.playbackRate !== rate) airing.video.playbackRate = rate;
      if (Math.abs(airing.video.currentTime - there) > FAR) airing.video.currentTime = there;
    }
    if (clip.broken) this.show("clip", this.second);
    this.tell();
    this.draw();
    requestAnimationFrame(() => this.tick());
  }

  does(what, button) {
    const jump = (way) => {
      const starts = this.segments.map((each) => each.clip[0]);
      const next = way > 0 ? starts.find((start) => start > this.second + 0.05)
        : starts.filter((start) => start < this.second - 0.05).pop();
      if (next !== undefined) this.go(next);
    };
    const step = (seconds) => { if (this.playing) this.pause(); this.go(this.second + seconds); };
    const acts = {
      play: () => (this.playing ? this.pause() : this.play()),
      back: () => step(-FRAME), on: () => step(FRAME), earlier: () => step(-1), later: () => step(1),
      previous: () => jump(-1), next: () => jump(1),
      blend: () => { this.blend.value = { 0: 50, 50: 100 }[this.blend.value] ?? 0; this.draw(); },
      sound: () => {
        const order = [["clip", "Sound of the clip"], ["airing", "Sound of the airing"], [null, "No sound"]];
        this.heard = ((this.heard ?? 2) + 1) % 3;
        for (const side of ["clip", "airing"]) this.stages[side].video.muted = order[this.heard][0] !== side;
        const knob = button ?? this.root.querySelector("[data-do=sound]");
        knob.textContent = order[this.heard][1];
        knob.setAttribute("aria-pressed", String(this.heard !== 2));
      },
    };
    acts[what]?.();
  }
}

const players = new Map();
const shownPlayers = () => [...document.querySelectorAll(".player")].filter((each) => each.closest("details.cover")?.open);
const setUp = () => {
  for (const root of shownPlayers()) if (!players.has(root)) players.set(root, new Player(root));
};

const keys = { off: () => localStorage.getItem("keys") === "off" };

const onKey = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keys.off()) return;
  const here = event.target;
  if (here.closest("input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable]")) return;
  if (event.key === " " && here.closest("button, summary, a, input")) return;
  if (event.key.startsWith("Arrow") && here.closest("input")) return;
  const root = here.closest?.(".player") ?? shownPlayers()[0];
  const player = players.get(root);
  const go = (id) => { const place = document.getElementById(id); place?.scrollIntoView(); return place; };
  const row = (way) => {
    const rows = [...document.querySelectorAll("tr[data-case] a")];
    const now = rows.indexOf(document.activeElement);
    rows[Math.min(Math.max(now + way, 0), rows.length - 1)]?.focus();
  };
  const acts = {
    "/": () => document.getElementById("search")?.focus(),
    j: () => row(1), k: () => row(-1),
    u: () => { location.href = "/"; }, "?": () => { location.href = "/keys"; },
    p: () => go("player")?.focus(), d: () => go("decide")?.querySelector("input[type=checkbox]")?.focus(),
    n: () => { go("notes"); document.getElementById("note-text")?.focus(); },
    " ": player && (() => player.does("play")), ",": player && (() => player.does("back")),
    ".": player && (() => player.does("on")), ArrowLeft: player && (() => player.does("earlier")),
    ArrowRight: player && (() => player.does("later")), "[": player && (() => player.does("previous")),
    "]": player && (() => player.does("next")), b: player && (() => player.does("blend")),
  };
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
};

const looked = () => {
  const page = document.getElementById("case");
  if (!page) return;
  const body = new URLSearchParams({ csrf: document.body.dataset.csrf, seen: page.dataset.version });
  fetch(`/case/${page.dataset.case}/looked`, { method: "POST", body });
};

document.addEventListener("keydown", onKey);
document.addEventListener("toggle", setUp, true);
document.getElementById("take-suggestion")?.addEventListener("click", () => {
  for (const box of document.querySelectorAll("[data-suggested]")) box.checked = true;
  document.querySelector("#decide textarea")?.focus();
});
const switchOff = document.getElementById("keys-off");
if (switchOff) {
  switchOff.checked = keys.off();
  switchOff.addEventListener("change", () => localStorage.setItem("keys", switchOff.checked ? "off" : "on"));
}
setUp();
looked();
