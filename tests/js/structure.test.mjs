// Groups, categories, channels, roles, permissions, settings: who may change what, and who hears of it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { ask, connect, enter, Node, once, register, rejoin, send, wait } from "./support.mjs";

let node;
let admin;
let member;
before(async () => {
  node = await Node.start();
  admin = await person(node, node.adminKeys[0]);
  member = await person(node);
});
after(async () => {
  admin.socket.close();
  member.socket.close();
  await node.stop();
});

/** Somebody with a socket; with a key as an administrator. */
async function person(at, key) {
  const socket = await connect(at.url);
  const account = await register(socket);
  const auth = { id: account.id, token: account.token };
  const self = {
    socket,
    account,
    id: account.id,
    ask: (event, payload = {}) => ask(socket, event, { ...payload, ...auth }),
    /** Asks, and expects success. */
    ok: async (event, payload) => {
      const answer = await self.ask(event, payload);
      assert.ok(answer && !answer.error && answer.type !== "error", `${event}: ${JSON.stringify(answer)}`);
      return answer;
    },
    /** Asks, and expects a refusal in words. */
    refused: async (event, payload, why = /./) => {
      const answer = await self.ask(event, payload);
      assert.equal(typeof answer.error, "string", `${event}: ${JSON.stringify(answer)}`);
      assert.match(answer.error, why);
    },
  };
  if (key) await self.ok("redeemKey", { key });
  return self;
}

const groups = async () => Object.values(await admin.ok("getGroupChannels"));
const roles = async () => Object.entries(await admin.ok("getServerRoles")).map(([id, role]) => ({ id, ...role }));

async function newGroup(name) {
  await admin.ok("createGroup", { value: name });
  return (await groups()).find((group) => group.info.name === name);
}

async function newRole(name, permissions = {}) {
  const before = new Set((await roles()).map((role) => role.id));
  await admin.ok("createRole");
  const role = (await roles()).find(({ id }) => !before.has(id));
  await admin.ok("updateRoleAppearance", { roleId: role.id, data: { info: { name } } });
  await admin.ok("saveRolePermissions", { role: role.id, permissions });
  return role.id;
}

describe("groups", () => {
  test("are created hidden, changed, and deleted with everything in them", async () => {
    const hint = once(member.socket, "updateGroupList");
    const group = await newGroup("Workshop");
    await hint;
    const id = String(group.info.id);
    assert.deepEqual(group.permissions, { 0: { viewGroup: 0 } });
    const [category] = Object.values(group.channels.categories);
    assert.equal(category.info.name, "General");
    assert.equal(Object.values(category.channel)[0].name, "chat");
    await member.refused("getChannelTree", { group: id });
    await admin.ok("updateGroupName", { groupId: id, groupName: "Atelier", groupDescription: "For <b>makers</b>" });
    await admin.ok("updateGroupIcon", { group: id, value: "/img/a.png" });
    await admin.ok("updateGroupBanner", { group: id, value: "https://example.org/b.png" });
    await admin.ok("updateGroup", { groupId: id, data: { info: { sortId: 7 } } });
    const { data } = await admin.ok("getGroupInfo", { group: id });
    assert.equal(data.info.name, "Atelier");
    assert.equal(data.info.description, "For &lt;b&gt;makers&lt;/b&gt;");
    assert.equal(data.info.icon, "/img/a.png");
    assert.equal(data.info.banner, "https://example.org/b.png");
    assert.equal(data.info.sortId, 7);
    const stats = await admin.ok("getGroupStats", { group: id });
    assert.deepEqual([stats.group.channelCount, stats.group.categoryCount], [1, 1]);
    await admin.ok("deleteGroup", { group: id });
    await admin.refused("getGroupInfo", { group: id }, /No such group/);
  });

  test("safer: their statistics count only what their reader may see", async () => {
    const group = await newGroup("Counted");
    const id = String(group.info.id);
    await admin.ok("updateGroupPermissions", { groupId: id, roleId: "0", perms: { viewGroup: 1 } });
    const [category] = Object.keys(group.channels.categories);
    const [open] = Object.keys(group.channels.categories[category].channel);
    await admin.ok("createChannel", { group: id, category, value: "hidden", type: "text" });
    const all = (await groups()).find((found) => String(found.info.id) === id).channels.categories[category].channel;
    const hidden = Object.keys(all).find((channel) => channel !== open);
    await admin.ok("saveChannelPermissions", { channel: open, role: "0", permission: { viewChannel: 1, sendMessages: 1 } });
    for (const [channel, times] of [[open, 1], [hidden, 3]]) {
      for (let n = 0; n < times; n++) assert.equal((await send(admin.socket, admin.account, "x", { group: id, category, channel })).error, null);
    }
    const counted = async (who) => {
      const { mostActiveUsers, group: about } = await who.ok("getGroupStats", { group: id });
      assert.ok(!JSON.stringify(mostActiveUsers).includes("password"));
      return [mostActiveUsers.map((user) => user.message_count), about.channelCount];
    };
    assert.deepEqual(await counted(admin), [[4], 2]);
    assert.deepEqual(await counted(member), [[1], 1]);
    await member.refused("getGroupStats", { group: "0' OR 1=1 --" });
    await admin.ok("deleteGroup", { group: id });
  });

  test("safer: answers go to the socket that asked, and to no other of the member", async () => {
    const other = await connect(node.url);
    await rejoin(other, member.account);
    const missed = [];
    for (const event of ["receiveGroupList", "receiveGroupBanner", "receiveCurrentChannel", "modalMessage"]) other.on(event, () => missed.push(event));
    const answers = ["receiveGroupList", "receiveGroupBanner", "receiveCurrentChannel"].map((event) => once(member.socket, event));
    await member.ask("getGroupList");
    await member.ask("getGroupBanner", { group: "0" });
    await member.ask("getCurrentChannel", { group: "0", category: "0", channel: "0" });
    await Promise.all(answers);
    await wait(50);
    assert.deepEqual(missed, []);
    other.close();
  });

  test("safer: ids are decimal, new, and never those of built-in roles", async () => {
    const ids = [];
    for (let n = 0; n < 20; n++) {
      const group = await newGroup(`Numbered ${n}`);
      ids.push(String(group.info.id));
      for (const [category, entry] of Object.entries(group.channels.categories)) ids.push(category, ...Object.keys(entry.channel));
    }
    assert.equal(new Set(ids).size, 60);
    assert.ok(ids.every((id) => /^1\d{3}$/.test(id) && id !== "1111"), ids.join());
    for (const { info } of (await groups()).filter(({ info }) => info.name.startsWith("Numbered"))) await admin.ok("deleteGroup", { group: String(info.id) });
  });

  test("safer: cannot be broken or used to smuggle markup by their names and pictures", async () => {
    await admin.ok("createGroup", { value: '"quoted" \\ <img src=x>' });
    const found = (await groups()).find(({ info }) => info.name.startsWith("&quot;quoted"));
    const id = String(found.info.id);
    for (const value of ["javascript:alert(1)", '/a" onerror="x', { binary: true }]) {
      await admin.refused("updateGroupIcon", { group: id, value });
      await admin.refused("updateGroupBanner", { group: id, value });
      await admin.refused("updateGroup", { groupId: id, data: { info: { icon: value } } });
    }
    await admin.refused("createGroup", { value: "  " });
    await admin.refused("updateGroupName", { groupId: id, groupName: "" });
    const list = once(admin.socket, "receiveGroupList");
    admin.socket.emit("getGroupList", { id: admin.id, token: admin.account.token });
    assert.equal((await list).includes("<img src=x>"), false);
    await admin.ok("deleteGroup", { group: id });
  });

  test("safer: the last group, and that of the default channel, cannot be deleted", async () => {
    await admin.refused("deleteGroup", { group: "0" }, /default channel/);
    await admin.refused("deleteCategory", { group: "0", category: "0" }, /default channel/);
    await admin.refused("deleteChannel", { channelId: "0" }, /default channel/);
    await admin.refused("setDefaultChannel", { value: "999" });
    await admin.ok("setDefaultChannel", { value: "0" });
  });

  test("safer: nobody without permission changes any", async () => {
    for (const [event, payload] of [
      ["createGroup", { value: "x" }],
      ["deleteGroup", { group: "0" }],
      ["updateGroupName", { groupId: "0", groupName: "x" }],
      ["updateGroupIcon", { group: "0", value: "/x" }],
      ["updateGroupBanner", { group: "0", value: "/x" }],
      ["updateGroup", { groupId: "0", data: { info: { name: "x" }, permissions: {} } }],
      ["getGroupInfo", { group: "0" }],
      ["getGroupChannels", {}],
      ["addRoleToGroup", { group: "0", role: "0" }],
      ["removeRoleFromGroup", { group: "0", role: "0" }],
      ["updateGroupPermissions", { groupId: "0", roleId: "0", perms: { manageChannels: 1 } }],
      ["createCategory", { group: "0", value: "x" }],
      ["deleteCategory", { group: "0", category: "0" }],
      ["createChannel", { group: "0", category: "0", value: "x" }],
      ["deleteChannel", { channelId: "0" }],
      ["updateChannel", { channelId: "0", data: { name: "x" } }],
      ["updateChannelName", { channelId: "0", channel: "0", name: "x" }],
      ["getChannelInfo", { channel: "channel-0" }],
      ["saveChannelPermissions", { channel: "0", role: "0", permission: {} }],
      ["addRoleToChannel", { channel: "0", role: "0" }],
      ["removeRoleFromChannel", { channel: "0", role: "0" }],
      ["updateChannelTreeSorting", { group: "0", data: "{}" }],
      ["updateChannelHierarchy", { sorted: {} }],
      ["setDefaultChannel", { value: "0" }],
      ["createRole", {}],
      ["deleteRole", { roleId: "0" }],
      ["updateRoleAppearance", { roleId: "0", data: { info: { name: "x" } } }],
      ["updateRoleHierarchy", { sorted: ["0", "1"] }],
      ["saveRolePermissions", { role: "0", permissions: { administrator: 1 } }],
      ["addUserToRole", { role: "1111", target: member.id }],
      ["removeUserFromRole", { role: "1111", target: admin.id }],
      ["getAllRoles", { group: "0" }],
      ["saveServerInfo", { serverinfo: { name: "x" } }],
      ["updateServerName", { value: "x" }],
      ["updateServerDesc", { value: "x" }],
      ["saveMediaSettings", { maxLocalUpload: "1" }],
      ["saveRateSettings", { newRateLimit: 100 }],
      ["updateRegistration", { enabled: false }],
      ["updateDiscovery", { enabled: false }],
      ["getIpInfoSettings", {}],
      ["saveIpInfoSettings", { ip: { blockTor: false } }],
    ]) {
      await member.refused(event, payload);
    }
    const [home] = await groups();
    assert.equal(home.info.name, "Home");
    assert.deepEqual(home.permissions["0"], { readMessages: 1, sendMessages: 1, viewGroup: 1 });
  });
});

describe("categories and channels", () => {
  test("are created, changed, sorted, moved with their messages, and deleted", async () => {
    await admin.ok("createCategory", { group: "0", value: "Second" });
    const category = async (name) => Object.entries((await groups())[0].channels.categories).find(([, entry]) => entry.info.name === name)[0];
    const second = await category("Second");
    await admin.ok("createChannel", { group: "0", category: "0", value: "tools", type: "text" });
    await admin.ok("createChannel", { group: "0", category: second, value: "lounge", type: "voice" });
    await admin.refused("createChannel", { group: "0", category: second, value: "x", type: "video" });
    await admin.refused("createChannel", { group: "0", category: "77", value: "x" });
    const tools = Object.entries((await groups())[0].channels.categories["0"].channel).find(([, entry]) => entry.name === "tools")[0];
    // Hidden at first.
    await member.refused("resolveChannel", { channelId: tools });
    const reload = once(member.socket, "receiveChannelTree");
    await admin.ok("saveChannelPermissions", { channel: `channel-${tools}`, role: "0", permission: { viewChannel: 1, sendMessages: 1, viewChannelHistory: 1 } });
    await reload;
    await member.ok("resolveChannel", { channelId: tools });
    const updated = await admin.ok("updateChannel", { channelId: tools, data: { name: "Tools & <b>more</b>", description: "All of them", sortId: 3 } });
    assert.equal(updated.data.name, "Tools &amp; &lt;b&gt;more&lt;/b&gt;");
    await admin.ok("updateChannelName", { channel: tools, channelId: tools, name: "tools" });
    assert.equal((await admin.ok("getChannelInfo", { channel: tools })).data.description, "All of them");
    assert.equal((await send(member.socket, member.account, "kept", { channel: tools, room: `0-0-${tools}` })).error, null);
    const order = { [second]: { info: { sortId: 1 }, channels: [tools, "999"] }, 0: { info: { sortId: 5 }, channels: ["0"] }, 77: { info: { sortId: 1 }, channels: ["0"] } };
    await admin.ok("updateChannelTreeSorting", { group: "0", data: JSON.stringify(order) });
    assert.equal((await member.ok("resolveChannel", { channelId: tools })).categoryId, second);
    const log = await member.ask("getChatlog", { groupId: "0", categoryId: second, channelId: tools, index: -1 });
    assert.deepEqual(log.data.map((message) => message.message), ["kept"]);
    await admin.refused("updateChannelTreeSorting", { group: "0", data: "{" });
    await admin.ok("deleteChannel", { channelId: `channel-${tools}` });
    await admin.ok("deleteCategory", { group: "0", category: `category-${second}` });
    assert.deepEqual(Object.keys((await groups())[0].channels.categories), ["0"]);
  });

  test("a member who loses a channel hears nothing of it any more", async () => {
    await admin.ok("createChannel", { group: "0", category: "0", value: "temporary" });
    const [id] = Object.entries((await groups())[0].channels.categories["0"].channel).find(([, entry]) => entry.name === "temporary");
    await admin.ok("saveChannelPermissions", { channel: id, role: "0", permission: { viewChannel: 1, sendMessages: 1 } });
    const room = `0-0-${id}`;
    enter(member.socket, member.account, room);
    enter(admin.socket, admin.account, room);
    await wait(100);
    await admin.ok("saveChannelPermissions", { channel: id, role: "0", permission: { viewChannel: -1 } });
    const leaked = [];
    const listen = (event, ...args) => ["messageCreate", "memberTyping"].includes(event) && leaked.push([event, args]);
    member.socket.onAny(listen);
    admin.socket.emit("isTyping", { id: admin.id, token: admin.account.token, room });
    await send(admin.socket, admin.account, "secret", { channel: id, room });
    await wait(200);
    member.socket.offAny(listen);
    assert.deepEqual(leaked, []);
    await admin.ok("deleteChannel", { channelId: id });
  });

  test("roles are added to and taken from places, with known permissions only", async () => {
    const role = await newRole("Guests");
    await admin.ok("addRoleToGroup", { group: "0", role });
    await admin.ok("updateGroupPermissions", { groupId: "0", roleId: role, perms: { viewGroup: 1, manageChannels: -1 } });
    await admin.ok("addRoleToChannel", { channel: "channel-0", role });
    assert.deepEqual((await admin.ok("getChannelInfo", { channel: "0" })).data.permissions[role], { readMessages: 1, sendMessages: 1 });
    for (const permission of [{ nonsense: 1 }, { viewChannel: 2 }, { viewChannel: "1" }, { viewChannel: true }, { banMember: 1 }, [], null, "x"]) {
      await admin.refused("saveChannelPermissions", { channel: "0", role, permission });
    }
    await admin.refused("addRoleToChannel", { channel: "0", role: "777" });
    await admin.refused("addRoleToGroup", { group: "0", role: "__proto__" });
    await admin.refused("removeRoleFromGroup", { group: "0", role: "777" });
    await admin.refused("removeRoleFromChannel", { channel: "999", role });
    await admin.refused("updateGroupPermissions", { groupId: "0", roleId: "777", perms: {} });
    await admin.ok("removeRoleFromChannel", { channel: "0", role });
    await admin.ok("removeRoleFromGroup", { group: "0", role });
    await admin.ok("addRoleToChannel", { channel: "0", role });
    await admin.ok("deleteRole", { roleId: role });
    assert.equal(role in (await admin.ok("getChannelInfo", { channel: "0" })).data.permissions, false);
  });
});

describe("reading", () => {
  test("what existing clients ask for by event is acknowledged too, and refused in words", async () => {
    for (const [event, payload, answer] of [
      ["getGroupList", {}, "receiveGroupList"],
      ["getGroupBanner", { group: "0" }, "receiveGroupBanner"],
      ["getCurrentChannel", { group: "0", category: "0", channel: "0" }, "receiveCurrentChannel"],
    ]) {
      const pushed = once(member.socket, answer);
      await member.ok(event, payload);
      await pushed;
      assert.equal(typeof (await ask(member.socket, event, { ...payload, id: member.id })).error, "string");
    }
    await member.refused("getGroupBanner", { group: "999" });
    const nowhere = once(member.socket, "receiveCurrentChannel");
    await member.ok("getCurrentChannel", { channel: "999" });
    assert.deepEqual(await nowhere, { id: null, name: "" });
    await member.refused("getGroupStats", { group: "999" });
    await member.refused("resolveMemberRoles", {});
    for (const event of ["getServerRoles", "getServerInfo", "getChannelTree"]) {
      assert.equal(typeof (await ask(member.socket, event, { id: member.id, token: "1".repeat(48) })).error, "string", event);
    }
  });
});

describe("roles", () => {
  test("safer: a new role stands directly above Member, below everybody else", async () => {
    const id = await newRole("Fresh");
    const all = await roles();
    const rank = (roleId) => all.find((role) => role.id === roleId).info.sortId;
    assert.ok(rank(id) > rank("0") && rank(id) < rank("1111"));
    assert.equal(new Set(all.map((role) => role.info.sortId)).size, all.length);
    await admin.ok("deleteRole", { roleId: id });
    for (const builtIn of ["0", "1", "1111", "777"]) await admin.refused("deleteRole", { roleId: builtIn });
  });

  test("safer: nobody gets to see redeem keys, and only managers see members and permissions", async () => {
    for (const who of [admin, member]) {
      const text = JSON.stringify([await who.ask("getServerRoles"), await who.ask("getAllRoles", { group: "0" }), await who.ask("resolveRole", { target: "1111" })]);
      assert.equal(text.includes('"token"'), false);
      assert.equal(/\d{64}/.test(text), false);
    }
    assert.deepEqual(Object.keys((await member.ok("getServerRoles"))["0"]), ["info"]);
  });

  test("safer: manageRoles is no way to administrator", async () => {
    const low = await newRole("Low");
    const mid = await newRole("Mid", { manageRoles: 1, manageMembers: 1, sendMessages: 1 });
    const high = await newRole("High", { banMember: 1 });
    const all = await roles();
    const top = ["1111", high, mid, low, "0", "1"];
    await admin.ok("updateRoleHierarchy", { sorted: top });
    assert.deepEqual((await roles()).sort((a, b) => b.info.sortId - a.info.sortId).map((role) => role.id), top);
    assert.ok(all.length >= top.length);
    const manager = await person(node);
    const victim = await person(node);
    await admin.ok("addUserToRole", { role: mid, target: manager.id });
    await admin.ok("addUserToRole", { role: high, target: victim.id });
    for (const [event, payload] of [
      ["saveRolePermissions", { role: mid, permissions: { administrator: 1 } }],
      ["saveRolePermissions", { role: "1111", permissions: {} }],
      ["saveRolePermissions", { role: low, permissions: { administrator: 1 } }],
      ["saveRolePermissions", { role: low, permissions: { banMember: 1 } }],
      ["saveRolePermissions", { role: low, permissions: { viewChannel: 1 } }],
      ["saveRolePermissions", { role: low, permissions: { nonsense: 1 } }],
      ["saveRolePermissions", { role: "__proto__", permissions: {} }],
      ["updateRoleAppearance", { roleId: high, data: { info: { name: "x" } } }],
      ["deleteRole", { roleId: high }],
      ["updateRoleHierarchy", { sorted: [mid, "1111", high, low, "0", "1"] }],
      ["updateRoleHierarchy", { sorted: [mid, mid] }],
      ["updateRoleHierarchy", { sorted: ["777"] }],
      ["updateRoleHierarchy", { sorted: "x" }],
      ["addUserToRole", { role: "1111", target: manager.id }],
      ["addUserToRole", { role: mid, target: victim.id }],
      ["addUserToRole", { role: low, target: "100000000000" }],
      ["removeUserFromRole", { role: high, target: victim.id }],
      ["removeUserFromRole", { role: "1111", target: admin.id }],
      ["removeUserFromRole", { role: "0", target: victim.id }],
    ]) {
      await manager.refused(event, payload);
    }
    // What they may do works.
    await manager.ok("saveRolePermissions", { role: low, permissions: { sendMessages: 1, maxUpload: "9" } });
    await manager.refused("saveRolePermissions", { role: low, permissions: { maxUpload: "20" } }, /larger files/);
    await manager.refused("saveRolePermissions", { role: low, permissions: { maxUpload: "much" } });
    await manager.ok("addUserToRole", { role: low, target: member.id });
    await manager.refused("addUserToRole", { role: low, target: member.id }, /already/);
    assert.deepEqual(await member.ask("resolveMemberRoles", { target: member.id }), ["0", low]);
    const shown = await manager.ok("getAllRoles", { group: "0", targetUser: member.id });
    assert.deepEqual(shown.data.map((role) => [String(role.info.id), role.info.hasRole]), [[low, 1], ["0", 1], ["1", 0]]);
    await manager.ok("removeUserFromRole", { role: low, target: member.id });
    await manager.refused("removeUserFromRole", { role: low, target: member.id });
    for (const role of [low, mid, high]) await admin.ok("deleteRole", { roleId: role });
    manager.socket.close();
    victim.socket.close();
  });

  test("safer: whatever two managers try, in whatever order, neither gains what nobody above gave", async () => {
    const own = await Node.start({ config: { serverinfo: { rateLimit: 100_000 } } });
    const root = await person(own, own.adminKeys[0]);
    const allies = [await person(own), await person(own)];
    const rootRoles = async () => Object.entries(await root.ok("getServerRoles")).map(([id, role]) => ({ id, ...role }));
    // Two roles of managers with different rights, one above the other, and one above both.
    const made = [];
    for (const permissions of [
      { manageRoles: 1, manageMembers: 1, manageChannels: 1, sendMessages: 1 },
      { manageRoles: 1, manageMembers: 1, manageGroups: 1, manageEmojis: 1 },
      { banMember: 1, manageServer: 1 },
    ]) {
      const before = new Set((await rootRoles()).map(({ id }) => id));
      await root.ok("createRole");
      const id = (await rootRoles()).find((role) => !before.has(role.id)).id;
      await root.ok("saveRolePermissions", { role: id, permissions });
      made.push(id);
    }
    await root.ok("updateRoleHierarchy", { sorted: ["1111", made[2], made[0], made[1], "0", "1"] });
    for (const at of [0, 1]) await root.ok("addUserToRole", { role: made[at], target: allies[at].id });
    // What is a number and not a right has a test of its own.
    const names = Object.keys((await root.ok("getPermissions")).permissions).filter((name) => name !== "maxUpload");
    const held = async (who) => {
      const answers = await Promise.all(names.map((permission) => who.ask("checkPermission", { permission })));
      return names.filter((_, at) => answers[at].permission === "granted");
    };
    const atFirst = new Set((await Promise.all(allies.map(held))).flat());
    assert.ok(atFirst.has("manageEmojis") && !atFirst.has("banMember") && !atFirst.has("administrator"));

    let seed = 20261124;
    const below = (bound) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * bound);
    };
    const one = (list) => list[below(list.length)];
    let taken = 0;
    for (let round = 0; round < 400; round++) {
      const ids = (await rootRoles()).map(({ id }) => id);
      const shuffled = () => [...ids].sort(() => below(3) - 1);
      const permissions = () => Object.fromEntries(Array.from({ length: 1 + below(4) }, () => [one([...names, "administrator", ...atFirst]), one([1, 1, 0, -1])]));
      const [event, payload] = one([
        ["createRole", {}],
        ["deleteRole", { roleId: one(ids) }],
        ["updateRoleAppearance", { roleId: one(ids), data: { info: { name: "x", sortId: below(9), id: one(ids) }, permissions: permissions() } }],
        ["updateRoleHierarchy", { sorted: shuffled().slice(below(3)) }],
        ["saveRolePermissions", { role: one(ids), permissions: permissions() }],
        ["saveRolePermissions", { role: one(ids), permissions: permissions() }],
        ["addUserToRole", { role: one(ids), target: one(allies).id }],
        ["addUserToRole", { role: one(ids), target: one(allies).id }],
        ["removeUserFromRole", { role: one(ids), target: one([...allies, root]).id }],
        ["saveChannelPermissions", { channel: "0", role: one(ids), permission: permissions() }],
        ["updateGroupPermissions", { groupId: "0", roleId: one(ids), perms: permissions() }],
        ["updateGroup", { groupId: "0", data: { permissions: { [one(ids)]: permissions() } } }],
      ]);
      const answer = await one(allies).ask(event, payload);
      if (answer && !answer.error) taken++;
      if (round % 20 !== 19) continue;
      const now = new Set((await Promise.all(allies.map(held))).flat());
      const gained = [...now].filter((permission) => !atFirst.has(permission));
      assert.deepEqual(gained, [], `after ${round + 1} rounds, last ${event} ${JSON.stringify(payload)}`);
      assert.equal((await root.ask("checkPermission", { permission: "administrator" })).permission, "granted");
    }
    assert.ok(taken > 40, `${taken} changes were made`);
    for (const who of [root, ...allies]) who.socket.close();
    await own.stop();
  });

  test("safer: the last administrator stays one", async () => {
    await admin.refused("removeUserFromRole", { role: "1111", target: admin.id }, /last administrator/);
    const { permission } = await admin.ok("checkPermission", { permission: "administrator" });
    assert.equal(permission, "granted");
  });

  test("safer: colours cannot carry more than a colour, names no markup", async () => {
    const id = await newRole("Painted");
    for (const color of ["red; background: url(x)", "url(https://e.org)", "#fff}", 'a"b', 7]) {
      await admin.refused("updateRoleAppearance", { roleId: id, data: { info: { color } } });
    }
    const gradient = "linear-gradient(90deg, rgb(1, 2, 3), rgb(4, 5, 6), rgb(7, 8, 9))";
    await admin.ok("updateRoleAppearance", { roleId: id, data: { info: { name: "<i>P</i>", color: "transparent", background: gradient, backgroundClip: "text", displaySeperate: 1 } } });
    const { data } = await member.ok("resolveRole", { target: id });
    assert.equal(data.info.name, "&lt;i&gt;P&lt;/i&gt;");
    assert.equal(data.info.background, gradient);
    assert.equal(data.info.displaySeperate, 1);
    await admin.ok("deleteRole", { roleId: id });
    await member.refused("resolveRole", { target: id });
  });

  test("a key gives its role once, and the right key is used up", async () => {
    const own = await Node.start({ config: { serverinfo: { setup: 1 }, serverroles: rolesWithKeys() } });
    const first = await person(own, KEYS[0]);
    const second = await person(own);
    await second.refused("redeemKey", { key: KEYS[0] }, /No role/);
    await second.refused("redeemKey", { key: "" });
    await second.ok("redeemKey", { key: KEYS[1] });
    await first.refused("redeemKey", { key: KEYS[2] }, /already/);
    first.socket.close();
    second.socket.close();
    await own.stop();
    assert.deepEqual(own.savedConfig().serverroles["1111"].token, [KEYS[2]]);
  });
});

const KEYS = ["1", "2", "3"].map((digit) => `1${digit.repeat(63)}`);

function rolesWithKeys() {
  const role = (id, sortId, permissions, token = []) => ({ info: { id, name: `R${id}`, icon: null, color: "#ffffff", deletable: 0, sortId, displaySeperate: 1 }, permissions, members: [], token });
  return { 0: role("0", 1, { sendMessages: 1 }), 1: role("1", 0, {}), 1111: role(1111, 3, { administrator: 1 }, KEYS) };
}

describe("asking for permissions", () => {
  test("lists mean what they say", async () => {
    const granted = async (who, payload) => (await who.ask("checkPermission", payload)).permission;
    assert.equal(await granted(member, { permission: "sendMessages" }), "granted");
    assert.equal(await granted(member, { permission: ["sendMessages", "manageServer"] }), "denied");
    assert.equal(await granted(member, { permission: ["sendMessages", "manageServer"], any: true }), "granted");
    assert.equal(await granted(member, { permission: [], any: true }), "denied");
    assert.equal(await granted(member, { permission: [] }), "granted");
    assert.equal((await member.ask("checkPermission", { permission: "nonsense" })).error, "Permission not found");
    assert.equal((await member.ask("checkPermission", { permission: null })).permission, "denied");
    assert.equal((await member.ask("checkChannelPermission", { permission: "viewChannel", channel: "0" })).permission, "granted");
    assert.equal((await member.ask("checkChannelPermission", { permission: "nonsense", channel: "0" })).permission, "denied");
  });

  test("the catalogue comes in its order", async () => {
    const { permissions } = await member.ok("getPermissions");
    const names = Object.keys(permissions);
    assert.deepEqual(names.slice(0, 3), ["readMessages", "sendMessages", "viewAnonymousMessages"]);
    assert.equal(names.at(-1), "manageShop");
    assert.equal(names.length, 51);
    const channel = await member.ok("getPermissions", { categories: ["channelPerms"] });
    assert.ok(Object.values(channel.permissions).every((entry) => entry.category.includes("channelPerms")));
    assert.equal(channel.permissions.maxUpload.type, "int");
    assert.equal(typeof (await ask(member.socket, "getPermissions", { id: member.id })).error, "string");
  });
});

describe("settings", () => {
  test("partial saves keep what they do not name; wrong ones change nothing", async () => {
    const info = async () => (await admin.ok("getServerInfo")).serverinfo;
    const before = await info();
    await admin.ok("saveServerInfo", { serverinfo: { name: "Harbour <script>x</script>Town", home: { title: "<h1>Hi</h1><script>x</script>", banner_url: "" } } });
    const after = await info();
    assert.equal(after.name, "Harbour Town");
    assert.equal(after.home.title, "<h1>Hi</h1>");
    assert.equal(after.home.subtitle, before.home.subtitle);
    assert.equal(after.home.banner_url, before.home.banner_url);
    assert.deepEqual(after.uploadFileTypes, before.uploadFileTypes);
    // What the settings page got can be sent back as a whole.
    await admin.ok("saveServerInfo", { serverinfo: after });
    assert.deepEqual(await info(), after);
    for (const serverinfo of [
      { rateLimit: "many" }, { rateLimit: 1 }, { dropInterval: 0 }, { maxUploadStorage: -1 }, { defaultChannel: "999" },
      { moderation: { ratelimit: { record_history: "soon" } } }, { discovery: { defaultStatus: "maybe" } }, { registration: { enabled: "perhaps" } },
      { uploadFileTypes: ["nonsense"] }, { name: "" }, { home: { banner_url: "javascript:x" } }, { countryCode: "12" },
    ]) {
      await admin.refused("saveServerInfo", { serverinfo: { ...serverinfo, description: "must not be saved" } }, /expected/);
    }
    await admin.refused("saveServerInfo", { serverinfo: "x" });
    assert.deepEqual(await info(), after);
    await admin.ok("saveServerInfo", { serverinfo: { uploadFileTypes: "image/png, image/gif", countryCode: "DE", instance: { contact: { owner: { name: "Mara" } } } } });
    assert.deepEqual((await info()).uploadFileTypes, ["image/png", "image/gif"]);
    assert.equal((await member.ok("getServerInfo")).serverinfo.instance.contact.owner.name, "Mara");
  });

  test("safer: members see no settings, managers no secrets", async () => {
    const { serverinfo } = await member.ok("getServerInfo");
    for (const key of ["moderation", "login", "cfAccountToken", "rateLimit"]) assert.equal(key in serverinfo, false, key);
    assert.equal(typeof serverinfo.registration, "boolean");
    await admin.ok("saveMediaSettings", { maxLocalUpload: "2048", useCloudflare: 1, cloudflareAccountId: "a", cloudflareAccountToken: "hush", cloudflareHash: "h" });
    await admin.ok("saveMediaSettings", { maxLocalUpload: "4096", cloudflareAccountToken: "********" });
    const shown = (await admin.ok("getServerInfo")).serverinfo;
    assert.equal(shown.cfAccountToken, "********");
    assert.equal(shown.maxUploadStorage, 4096);
    await admin.refused("saveMediaSettings", { maxLocalUpload: "much" });
  });

  test("the events of older clients", async () => {
    await admin.ok("updateServerName", { value: "Old <b>name</b>" });
    await admin.refused("updateServerName", { value: "" });
    await admin.ok("updateServerDesc", { value: "A <img src=x onerror=alert(1)>place" });
    await admin.refused("updateServerDesc", { value: "x".repeat(501) });
    const { serverinfo } = await member.ok("getServerInfo");
    assert.equal(serverinfo.description.includes("onerror"), false);
    await admin.ok("saveRateSettings", { newRateLimit: "600", newDropInterval: 6 });
    await admin.refused("saveRateSettings", { newRateLimit: null });
    await admin.ok("updateRegistration", { enabled: true });
    await admin.refused("updateRegistration", { enabled: "yes" });
    await admin.ok("updateDiscovery", { enabled: true, hosts: ["x"] });
    await admin.refused("updateDiscovery", {});
    await admin.ok("saveIpInfoSettings", { ip: { blacklist: ["203.0.113.9"], blockTor: false, nonsense: 1 } });
    const { ip } = await admin.ok("getIpInfoSettings");
    assert.deepEqual([ip.blacklist, ip.blockTor, ip.nonsense], [["203.0.113.9"], false, undefined]);
    await admin.refused("saveIpInfoSettings", { ip: { blacklist: "x" } });
    await admin.refused("saveIpInfoSettings", { ip: { blacklist: [7] } });
  });
});

test("places: who is here stays, reserved ones are for administrators and known addresses", async () => {
  const own = await Node.start({ config: { serverinfo: { slots: { limit: 1, reserved: 1, ipWhitelist: [] } } } });
  const first = await person(own, own.adminKeys[0]);
  const second = await connect(own.url);
  const refusal = once(second, "modalMessage");
  const ack = await register(second);
  assert.match(ack.error, /places/);
  await refusal;
  const again = await connect(own.url);
  assert.equal((await rejoin(again, first.account)).finishedOnboarding, true);
  first.socket.close();
  again.close();
  await wait(200);
  const third = await person(own);
  const back = await connect(own.url);
  assert.equal((await rejoin(back, first.account)).finishedOnboarding, true, "an administrator has a reserved place");
  back.close();
  third.socket.close();
  second.close();
  await own.stop();
});

test("safer: a private group leaks nothing to a member without access, whatever others do in it", async () => {
  const own = await Node.start();
  const keeper = await person(own, own.adminKeys[0]);
  const friend = await person(own);
  const outsider = await person(own);
  await keeper.ok("createGroup", { value: "Secret Garden" });
  const [groupId, group] = Object.entries(await keeper.ok("getGroupChannels")).find(([, entry]) => entry.info.name === "Secret Garden");
  const [categoryId, category] = Object.entries(group.channels.categories)[0];
  const [channelId] = Object.keys(category.channel);
  const place = { group: groupId, category: categoryId, channel: channelId, room: `${groupId}-${categoryId}-${channelId}` };
  const everything = [];
  outsider.socket.onAny((...args) => everything.push(args));
  const role = await (async () => {
    await keeper.ok("createRole");
    const id = Object.entries(await keeper.ok("getServerRoles")).find(([, entry]) => entry.info.name === "New Role")[0];
    await keeper.ok("addUserToRole", { role: id, target: friend.id });
    await keeper.ok("updateGroupPermissions", { groupId, roleId: id, perms: { viewGroup: 1 } });
    await keeper.ok("saveChannelPermissions", { channel: channelId, role: id, permission: { viewChannel: 1, sendMessages: 1, viewChannelHistory: 1 } });
    return id;
  })();
  await keeper.ok("updateChannelName", { channel: channelId, channelId, name: "hidden-pond" });
  await keeper.ok("updateGroupName", { groupId, groupName: "Secret Garden", groupDescription: "undisclosed" });
  for (const who of [keeper, friend, outsider]) enter(who.socket, who.account, place.room);
  await wait(100);
  const sent = [];
  for (const who of [keeper, friend]) {
    who.socket.emit("isTyping", { id: who.id, token: who.account.token, room: place.room });
    const { error, messageId } = await send(who.socket, who.account, `buried treasure &lt;@${outsider.id}&gt; &lt;!@0&gt;`, place);
    assert.equal(error, null);
    sent.push(messageId);
  }
  const [first, second] = sent;
  const passing = (await send(friend.socket, friend.account, "fleeting treasure", { ...place, replyMsgId: first })).messageId;
  assert.equal((await send(friend.socket, friend.account, "amended treasure", { ...place, editedMsgId: second })).error, null);
  for (const messageId of [first, passing]) await keeper.ok("addMessageReaction", { messageId, emojiHash: "1f48e", default: true });
  await friend.ok("deleteMessage", { messageId: passing });
  await keeper.ok("getRoomCharts", { room: place.room });
  // Everything that the outsider can ask for, about the group by its ids and in general.
  const about = { group: groupId, groupId, category: categoryId, categoryId, channel: channelId, channelId, room: place.room, index: -1, messageId: sent[0], target: friend.id, role, roleId: role, replyMsgId: sent[0], message: "x" };
  const events = readdirSync(new URL("../protocol_coverage/", import.meta.url))
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => Object.keys(JSON.parse(readFileSync(new URL(`../protocol_coverage/${name}`, import.meta.url), "utf8")).events));
  for (const event of [...new Set(events), "getMemberList", "getMemberProfile", "getServerMembers"].filter((event) => event !== "messageSend")) {
    everything.push([event, await outsider.ask(event, about), await outsider.ask(event, {})]);
  }
  everything.push(["messageSend", await send(outsider.socket, outsider.account, "x", { ...place, replyMsgId: sent[0] })]);
  for (const target of ["/", `/?group=${groupId}&category=${categoryId}&channel=${channelId}`, "/discover"]) {
    everything.push([target, await (await fetch(own.url + target)).text()]);
  }
  for (const target of ["fetch", `${outsider.id}-${first}/read`]) {
    const body = JSON.stringify({ id: outsider.id, token: outsider.account.token });
    everything.push([target, await (await fetch(`${own.url}/inbox/${target}`, { method: "POST", body })).text()]);
  }
  await wait(300);
  const text = JSON.stringify(everything);
  for (const secret of ["Secret Garden", "hidden-pond", "undisclosed", "treasure", "1f48e", passing, second]) {
    assert.equal(text.includes(secret), false, secret);
  }
  // Ids only where the outsider named them itself.
  const pushes = JSON.stringify(everything.filter(([event]) => ["messageCreate", "messageEdited", "receiveDeleteMessage", "updateReactions", "memberTyping", "updateChatlog"].includes(event)));
  assert.equal(pushes.includes(channelId), false);
  assert.equal(everything.some(([event]) => event === "messageCreate"), false);
  for (const who of [keeper, friend, outsider]) who.socket.close();
  await own.stop();
});
