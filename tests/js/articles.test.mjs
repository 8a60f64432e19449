// Posts, news and help, who has read them, and the texts of the home page (spec 40 sections 4 and 10.3).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { basicRoles, role } from "./configuration.mjs";
import { execute, literal } from "./database.mjs";
import { QUIET } from "./direct.mjs";
import { again, connect, crowd, eventually, Node, once, person, record, settled, VERSIONS } from "./support.mjs";

const WRITERS = "1002";
const MANAGERS = "1003";
const serverroles = {
  ...basicRoles({ readMessages: 1, sendMessages: 1 }),
  [WRITERS]: role(WRITERS, 3, { managePosts: 1 }, { name: "Writers" }),
  [MANAGERS]: role(MANAGERS, 4, { manageServer: 1 }, { name: "Managers" }),
};
const config = { ...QUIET, serverroles };
const KINDS = ["posts", "news", "help"];

let node;
let admin;
let writer;
let manager;
let ann;
let bob;
const open = [];

before(async () => {
  node = await Node.start({ config });
  admin = await person(node, { key: node.adminKeys[0] });
  [writer, manager, ann, bob] = await crowd(node, 4);
  for (const [id, somebody] of [[WRITERS, writer], [MANAGERS, manager]]) assert.ok(!(await admin.ask("addUserToRole", { role: id, target: somebody.id })).error);
});
after(async () => {
  for (const somebody of [admin, writer, manager, ann, bob, ...open]) somebody.close();
  await node.stop();
});

const refused = (answer, why) => {
  assert.equal(typeof answer.error, "string", JSON.stringify(answer));
  assert.equal(answer.type, "error");
  if (why) assert.equal(answer.msg, why);
};
const accepted = (answer) => {
  assert.deepEqual([answer.type, answer.error], ["success", null], JSON.stringify(answer));
  return answer;
};
async function hydrated(somebody) {
  const arrival = once(somebody.socket, "receiveHydrate");
  accepted(await somebody.ask("joinServer"));
  return arrival;
}
const write = (somebody, type, fields = {}) => somebody.ask("createContent", { type, title: "Title", body: "<p>Body</p>", authorId: somebody.id, notifyAll: false, ...fields });
const written = async (type, fields, somebody = writer) => accepted(await write(somebody, type, fields)).item;
const edit = (somebody, type, idOrSlug, fields) => somebody.ask("editContent", { type, idOrSlug, ...fields });

describe("articles", () => {
  test("are written, and shown to all who are here", async () => {
    for (const [, io] of VERSIONS) {
      const reader = await person(node, { io });
      open.push(reader);
      // Who has not joined is nobody.
      const stranger = await connect(node.url, { io });
      const missed = [];
      stranger.onAny((event) => /ontent/.test(event) && missed.push(event));
      for (const [type, extra] of [["posts", { tag: "Event" }], ["news", {}], ["help", { slug: `how-to-${Math.random().toString(36).slice(2)}` }]]) {
        const arrivals = [reader, writer].map(({ socket }) => once(socket, "receiveContentNew"));
        const { item } = accepted(await write(writer, type, { title: "A <b>title</b>", body: "<p>a body</p>", ...extra }));
        assert.deepEqual(Object.keys(item).sort(), ["authorId", "body", "createdAt", "id", "pinned", "title", ...Object.keys(extra)].sort());
        assert.equal(typeof item.id, "number");
        assert.match(item.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        assert.ok(Math.abs(Date.parse(item.createdAt) - Date.now()) < 5000);
        assert.deepEqual([item.title, item.body, item.authorId, item.pinned], ["A <b>title</b>", "<p>a body</p>", writer.id, false]);
        for (const [field, value] of Object.entries(extra)) assert.equal(item[field], value);
        for (const arrival of arrivals) assert.deepEqual(await arrival, { type, item: { ...item, notifyAll: false } });
        const hydrate = await hydrated(reader);
        assert.deepEqual({ ...hydrate[type].find(({ id }) => id === item.id), createdAt: 0 }, { ...item, createdAt: 0 });
        assert.ok(hydrate.members.some(({ id }) => id === writer.id));
      }
      await settled({ socket: stranger });
      assert.deepEqual(missed, []);
      stranger.close();
    }
  });

  test("have defaults: a tag, and a short name from the title", async () => {
    for (const tag of [undefined, null, "", "  "]) assert.equal((await written("posts", { tag })).tag, "Info");
    const help = await written("help", { title: "How do I <b>join</b>, and why?" });
    assert.equal(help.slug, "how-do-i-join-and-why");
    assert.match((await written("help", { title: "äöü" })).slug, /^doc_/);
    assert.match((await written("help", { title: "12345" })).slug, /^doc_/);
    const long = await written("help", { title: "y".repeat(200) });
    assert.ok(long.slug.length <= 120);
    refused(await write(writer, "help", { title: "How do I join, and why?" }));
    refused(await write(writer, "help", { slug: help.slug }));
  });

  test("are changed field by field, and pinned", async () => {
    for (const [type, extra] of [["posts", { tag: "Event" }], ["news", {}], ["help", { slug: "a-changed-one" }]]) {
      const item = await written(type, extra);
      const change = async (key, fields, expected) => {
        const arrival = once(ann.socket, "receiveContentUpdate");
        const answer = accepted(await edit(writer, type, key, fields));
        assert.deepEqual({ ...answer.item, createdAt: 0 }, { ...item, ...expected, createdAt: 0 });
        assert.deepEqual(await arrival, { type, item: answer.item });
      };
      await change(item.id, { title: "Other" }, { title: "Other" });
      await change(String(item.id), { body: "<i>other</i>" }, { title: "Other", body: "<i>other</i>" });
      await change(extra.slug ?? item.id, { pinned: true }, { title: "Other", body: "<i>other</i>", pinned: true });
      if (type === "posts") await change(item.id, { tag: "News" }, { title: "Other", body: "<i>other</i>", pinned: true, tag: "News" });
      assert.deepEqual((await hydrated(ann))[type][0].id, item.id);
      for (const [fields] of [[{ title: "" }], [{ title: {} }], [{ title: "x".repeat(201) }], [{ body: "x".repeat(60_001) }], [{ body: {} }]]) refused(await edit(writer, type, item.id, fields));
      await change(item.id, { pinned: false }, { ...(type === "posts" && { tag: "News" }), title: "Other", body: "<i>other</i>", pinned: false });
    }
  });

  test("are deleted, and gone for all", async () => {
    for (const type of KINDS) {
      const item = await written(type, { title: `to delete in ${type}`, notifyAll: true });
      assert.ok((await hydrated(ann)).unreadContent.includes(`${type}:${item.id}`));
      const arrival = once(ann.socket, "receiveContentDelete");
      const badge = once(writer.socket, "contentReadUpdate", { where: ({ contentId }) => contentId === item.id });
      accepted(await writer.ask("deleteContent", { type, idOrSlug: item.slug ?? item.id }));
      assert.deepEqual(await arrival, { type, id: item.id });
      assert.deepEqual(await badge, { type, contentId: item.id, unreadCount: 0 });
      const missing = `${type.replace(/s$/, type === "news" ? "s" : "")}_not_found`;
      refused(await writer.ask("deleteContent", { type, idOrSlug: item.id }), missing);
      refused(await edit(writer, type, item.id, { title: "x" }), missing);
      refused(await ann.ask("markContentRead", { userId: ann.id, type, contentId: item.id }), missing);
      const hydrate = await hydrated(ann);
      assert.ok(!hydrate[type].some(({ id }) => id === item.id));
      assert.ok(!hydrate.unreadContent.includes(`${type}:${item.id}`));
    }
  });

  test("are unread for all who are to be told, until they are read", async () => {
    for (const type of KINDS) {
      const quiet = await written(type, { title: `quiet ${type}` });
      const before = (await ann.ask("getAllUnread")).articles;
      const item = await written(type, { title: `told ${type}`, notifyAll: true });
      const name = `${type}:${item.id}`;
      assert.equal((await ann.ask("getAllUnread")).articles, before + 1);
      assert.ok((await hydrated(ann)).unreadContent.includes(name));
      assert.ok(!(await hydrated(ann)).unreadContent.includes(`${type}:${quiet.id}`));
      assert.ok(!(await hydrated(writer)).unreadContent.includes(name));
      const told = once(ann.socket, "updateUnread");
      const badges = [writer, admin, ann, bob].map(({ socket }) => record(socket, "contentReadUpdate"));
      const answer = accepted(await ann.ask("markContentRead", { userId: ann.id, type, contentId: item.id }));
      await told;
      await settled(writer, admin, ann, bob);
      const update = { type, contentId: item.id, unreadCount: answer.unreadCount };
      // How many have not read it is for those who write.
      assert.deepEqual(badges, [[update], [update], [], []]);
      assert.equal((await ann.ask("getAllUnread")).articles, before);
      assert.ok((await hydrated(bob)).unreadContent.includes(name));
      assert.equal(accepted(await bob.ask("markContentRead", { userId: bob.id, type, contentId: String(item.id) })).unreadCount, answer.unreadCount - 1);
      // Twice is once.
      assert.equal(accepted(await bob.ask("markContentRead", { userId: bob.id, type, contentId: item.id })).unreadCount, answer.unreadCount - 1);
    }
  });

  test("are for newcomers to find, not to be told of", async () => {
    await written("news", { notifyAll: true });
    const newcomer = await person(node);
    open.push(newcomer);
    const { unreadContent, news } = await hydrated(newcomer);
    assert.deepEqual(unreadContent, []);
    assert.ok(news.length > 0);
    assert.equal((await newcomer.ask("getAllUnread")).articles, 0);
  });

  test("are there after a restart", async () => {
    const own = await Node.start({ config });
    const root = await person(own, { key: own.adminKeys[0] });
    const reader = await person(own);
    for (const type of KINDS) {
      const item = await written(type, { title: `about ${type}`, notifyAll: true }, root);
      await written(type, { title: `pinned ${type}`, pinned: true }, root);
      if (type === "news") await reader.ask("markContentRead", { userId: reader.id, type, contentId: item.id });
    }
    const look = async (somebody) => {
      const { posts, news, help, unreadContent } = await hydrated(somebody);
      return { posts, news, help, unreadContent: unreadContent.sort() };
    };
    const before = await look(reader);
    assert.equal(before.unreadContent.length, 2);
    assert.deepEqual(before.posts.map(({ title }) => title), ["pinned posts", "about posts"]);
    await own.stop();
    await own.launch();
    const back = await again(own, reader);
    assert.deepEqual(await look(back), before);
    back.close();
    await own.stop();
  });
});

describe("safer: articles", () => {
  test("are written, changed and deleted by those who may, in their own name", async () => {
    const item = await written("posts");
    for (const somebody of [ann, manager]) {
      refused(await write(somebody, "posts"));
      refused(await edit(somebody, "posts", item.id, { title: "x" }));
      refused(await somebody.ask("deleteContent", { type: "posts", idOrSlug: item.id }));
    }
    for (const authorId of [admin.id, "system", null, {}]) assert.equal((await written("posts", { authorId })).authorId, writer.id);
    const other = accepted(await edit(admin, "posts", item.id, { title: "by another", authorId: admin.id })).item;
    assert.equal(other.authorId, writer.id);
    // Nobody reads for another.
    const told = await written("posts", { notifyAll: true });
    await bob.ask("markContentRead", { userId: ann.id, type: "posts", contentId: told.id });
    assert.ok((await hydrated(ann)).unreadContent.includes(`posts:${told.id}`));
  });

  test("written at the same time, each has its own number, and readers of its own", async () => {
    const arrivals = record(ann.socket, "receiveContentNew");
    const items = await Promise.all(Array.from({ length: 8 }, (_, n) => written("news", { title: `raced ${n}`, notifyAll: n % 2 === 0 }, n % 3 ? writer : admin)));
    assert.equal(new Set(items.map(({ id }) => id)).size, 8);
    const { news, unreadContent } = await hydrated(ann);
    for (const [n, { id, title }] of items.entries()) {
      assert.equal(title, `raced ${n}`);
      assert.equal(news.find((item) => item.id === id).title, title);
      assert.equal(unreadContent.includes(`news:${id}`), n % 2 === 0);
    }
    assert.deepEqual(new Set(arrivals.map(({ item }) => item.id)), new Set(items.map(({ id }) => id)));
    const named = await Promise.all(Array.from({ length: 4 }, () => write(writer, "help", { title: "one name" })));
    assert.equal(named.filter(({ type }) => type === "success").length, 1);
    for (const answer of named.filter(({ type }) => type !== "success")) assert.match(answer.error, /of that name/);
  });

  test("hold no scripts, and texts of a fair length", async () => {
    for (const type of KINDS) {
      const item = await written(type, { title: `<b onclick=x()>t</b><script>y</script> ${type}`, body: "<p onclick='x()'>b<script>y</script><img src=x onerror=z></p>", tag: "<i>t</i>" });
      assert.ok(!/script|onclick|onerror|<i>/.test(JSON.stringify(item)), JSON.stringify(item));
      for (const title of [undefined, null, "", "   ", "<script>x</script>", {}, "x".repeat(201)]) refused(await write(writer, type, { title }));
      for (const body of [undefined, null, {}, "x".repeat(60_001)]) refused(await write(writer, type, { title: `no body ${type}`, body }));
      assert.equal((await written(type, { title: `long ${type}`, body: "x".repeat(60_000) })).body.length, 60_000);
    }
  });

  test("of other kinds there are none, and wrong names are answered", async () => {
    for (const type of [undefined, null, "", "members", "posts; DROP TABLE posts", "Posts", 7, {}, ["posts"], "__proto__"]) {
      refused(await write(writer, type), "invalid type");
      refused(await edit(writer, type, 1, { title: "x" }), "invalid type");
      refused(await writer.ask("deleteContent", { type, idOrSlug: 1 }), "invalid type");
      refused(await ann.ask("markContentRead", { type, contentId: 1 }), "invalid type");
    }
    for (const idOrSlug of [undefined, null, {}, []]) {
      refused(await edit(writer, "posts", idOrSlug, { title: "x" }), "invalid parameters");
      refused(await writer.ask("deleteContent", { type: "posts", idOrSlug }), "invalid parameters");
    }
    for (const idOrSlug of ["x", 0, -1, 1e15, "1 OR 1=1", ""]) refused(await writer.ask("deleteContent", { type: "posts", idOrSlug }), "post_not_found");
    refused(await writer.ask("deleteContent", { type: "help", idOrSlug: "nothing-of-that-name" }), "help_not_found");
    refused(await ann.ask("markContentRead", { type: "posts", contentId: 999_999 }), "post_not_found");
    const before = await hydrated(ann);
    assert.ok(before.posts.length > 0);
  });

  test("of older versions are cleaned when they are shown, and in the audit log", async () => {
    const own = await Node.start({ config });
    const root = await person(own, { key: own.adminKeys[0] });
    await own.stop();
    const wild = "<img src=x onerror=alert(1)><script>x</script>old";
    for (const type of KINDS) await execute(own, `INSERT INTO ${type}(title, body, authorId, pinned, createdAt) VALUES (${literal(wild)}, ${literal(wild)}, '133333333333', 1, '2026-03-01 10:00:00')`);
    await execute(own, "INSERT INTO content_reads(contentType, contentId, userId, readAt, createdAt) VALUES ('posts', 999, '133333333333', NULL, '2026-03-01 10:00:00'), ('nonsense', 1, '133333333333', NULL, '2026-03-01 10:00:00')");
    await own.launch();
    const back = await again(own, root);
    const hydrate = await hydrated(back);
    for (const type of KINDS) {
      const [item] = hydrate[type];
      assert.deepEqual([item.pinned, item.authorId, item.createdAt], [true, "133333333333", "2026-03-01T10:00:00.000Z"]);
      accepted(await edit(back, type, item.id, { pinned: false }));
      accepted(await back.ask("deleteContent", { type, idOrSlug: item.id }));
    }
    assert.equal(hydrate.posts[0].tag, "Info");
    // The log is written behind.
    const logged = async () => (await back.ask("getAuditlog")).logs.filter(({ text }) => /article in/.test(text));
    const logs = await eventually(logged, ({ length }) => length >= 6);
    assert.equal(logs.length, 6);
    for (const shown of [hydrate, logs]) assert.ok(!/<script|onerror/.test(JSON.stringify(shown)), JSON.stringify(shown).match(/.{30}(?:<script|onerror).{30}/)?.[0]);
    back.close();
    await own.stop();
  });

  test("that are gone, or that nobody knows, count as unread for nobody", async () => {
    const own = await Node.start({ config });
    const first = await person(own);
    await own.stop();
    await execute(own, `INSERT INTO content_reads(contentType, contentId, userId, readAt, createdAt) VALUES ('posts', 999, '${first.id}', NULL, '2026-03-01 10:00:00'), ('nonsense', 1, '${first.id}', NULL, '2026-03-01 10:00:00')`);
    await own.launch();
    const back = await again(own, first);
    assert.equal((await back.ask("getAllUnread")).articles, 0);
    assert.deepEqual((await hydrated(back)).unreadContent, []);
    back.close();
    await own.stop();
  });
});

describe("the home page", () => {
  const home = async (somebody = ann) => (await somebody.ask("getServerInfo")).serverinfo.home;

  test("gets its texts from administrators, and everybody else is shown them", async () => {
    const heard = [ann, writer, admin].map(({ socket }) => record(socket, "updatedHome"));
    const stranger = await connect(node.url);
    const missed = record(stranger, "updatedHome");
    assert.deepEqual(await admin.ask("updateHero", { bannerUrl: "/uploads/banner.png", title: "Our <i>place</i>", subtitle: "for <b>all</b>" }), { type: "success", error: null });
    assert.deepEqual(await admin.ask("updateHeroAbout", { about: "<p>about us</p>" }), { type: "success", error: null });
    await settled(ann, writer, admin, { socket: stranger });
    const first = { bannerUrl: "/uploads/banner.png", title: "Our <i>place</i>", subtitle: "for <b>all</b>" };
    assert.deepEqual(heard[0].map(({ about, ...rest }) => rest), [first, first]);
    assert.equal(heard[0][1].about, "<p>about us</p>");
    assert.deepEqual([heard[1], heard[2], missed], [heard[0], [], []]);
    const { banner_url, title, subtitle, about } = await home();
    assert.deepEqual({ bannerUrl: banner_url, title, subtitle, about }, heard[0][1]);
    // What is empty or not named stays.
    accepted(await admin.ask("updateHero", { bannerUrl: "", title: "", subtitle: "other" }));
    accepted(await admin.ask("updateHeroAbout", { about: "" }));
    assert.deepEqual(await home(), { ...(await home()), banner_url: "/uploads/banner.png", title: "Our <i>place</i>", subtitle: "other", about: "<p>about us</p>" });
    stranger.close();
  });

  test("is saved by managers with the other settings", async () => {
    assert.deepEqual(await manager.ask("saveServerInfo", { serverinfo: { home: { banner_url: "https://example.org/a.png", title: "By a manager", subtitle: "", about: "<p>us</p>" } } }), { error: null });
    const { banner_url, title, subtitle, about } = await home();
    assert.deepEqual([banner_url, title, subtitle, about], ["https://example.org/a.png", "By a manager", "other", "<p>us</p>"]);
    refused(await ann.ask("saveServerInfo", { serverinfo: { home: { title: "x" } } }));
  });

  test("safer: nobody else changes it, and nothing in it runs or is fetched from anywhere", async () => {
    const before = await home();
    for (const somebody of [ann, writer, manager]) {
      refused(await somebody.ask("updateHero", { title: "x" }));
      refused(await somebody.ask("updateHeroAbout", { about: "x" }));
    }
    for (const url of ["http://example.org/a.png", "HTTP://example.org/a.png", "//example.org/a.png", "javascript:alert(1)", "data:image/svg+xml,x", "ftp://example.org/a", "/a\"b.png", "/a b.png", "/a'b.png", "\\\\example.org\\a", {}, 7, ["/a.png"]]) {
      refused(await admin.ask("updateHero", { bannerUrl: url }));
      refused(await admin.ask("saveServerInfo", { serverinfo: { home: { banner_url: url } } }));
    }
    assert.deepEqual(await home(), before);
    const wild = "<p onclick='x()'>a<script>b</script><img src=x onerror=y><iframe src='https://example.org/'></iframe></p>";
    accepted(await admin.ask("updateHero", { title: wild, subtitle: wild }));
    accepted(await admin.ask("updateHeroAbout", { about: wild }));
    assert.ok(!/<script|onclick|onerror|example\.org\/['"]/.test(JSON.stringify(await home())));
    for (const text of [{}, ["x"], "x".repeat(20_000)]) refused(await admin.ask("updateHero", { title: text }));
  });

  test("safer: texts of an older configuration are cleaned when they are shown", async () => {
    const wild = "<p onclick='x()'>a<script>b</script></p>";
    const own = await Node.start({ config: { ...config, serverinfo: { ...config.serverinfo, home: { banner_url: "javascript:alert(1)", title: wild, subtitle: wild, about: wild } } } });
    const reader = await person(own);
    const shown = await home(reader);
    assert.ok(!/<script|onclick|javascript:/.test(JSON.stringify(shown)), JSON.stringify(shown));
    const discovered = await (await fetch(`${own.url}/discover`)).text();
    assert.ok(!/<script|onclick|javascript:/.test(discovered), discovered);
    reader.close();
    await own.stop();
  });
});
