//! Permissions and the channel tree of a large server: 200 channels, and 50 roles that each of them
//! treats differently.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput};
use dcts_edge::{
    config::Config,
    model::{
        access::effective,
        ids::{ChannelId, MemberId, RoleId},
        permissions::Permission,
    },
    node::Place,
};
use serde_json::{Value, json};

use crate::{accounts::Account, town::Town};

const CHANNELS: u32 = 200;
const ROLES: u32 = 50;
/// Channels of a category, and categories of a group.
const CATEGORY: u32 = 10;
const GROUP: u32 = 5;
/// Roles that an active member of such a server holds beside the first.
const HELD: u32 = 10;

/// Who asks: one who holds roles, one who may do everything, and one who holds nothing.
const MEMBER: usize = 0;
const ADMINISTRATOR: usize = 1;
const ANYBODY: usize = 2;

/// Every role says something about every place; a third of it is no.
fn overrides(place: u32) -> Value {
    let row = |role: u32| {
        let verdict = if (role + place).is_multiple_of(3) { -1 } else { 1 };
        (role_id(role).0.to_string(), json!({"viewChannel": verdict, "sendMessages": 1, "viewChannelHistory": 1}))
    };
    (0..ROLES).map(row).collect()
}

fn role_id(role: u32) -> RoleId {
    RoleId(2000 + role)
}

fn channel_id(channel: u32) -> ChannelId {
    ChannelId(10_000 + channel)
}

fn channel(at: u32) -> (String, Value) {
    let id = channel_id(at).0.to_string();
    let description = "What belongs here & what does not";
    let channel = json!({"id": id, "name": format!("channel-{at}"), "type": "text", "description": description,
        "sortId": at, "permissions": overrides(at), "msgCount": 1000 + at});
    (id, channel)
}

fn category(at: u32) -> (String, Value) {
    let id = (5000 + at).to_string();
    let channels: Value = (at * CATEGORY..(at + 1) * CATEGORY).map(channel).collect();
    (id.clone(), json!({"info": {"id": id, "name": format!("Category {at}"), "sortId": at}, "channel": channels}))
}

fn group(at: u32) -> (String, Value) {
    let id = (1200 + at).to_string();
    let categories: Value = (at * GROUP..(at + 1) * GROUP).map(category).collect();
    let permissions = json!({"0": {"viewGroup": 1, "viewChannel": 1}});
    let info = json!({"id": id, "name": format!("Group {at}"), "sortId": at});
    (id, json!({"info": info, "permissions": permissions, "channels": {"categories": categories}}))
}

fn configure(config: &mut Config, accounts: &[Account]) {
    // What is measured is the work, not the refusal of too much of it.
    config.serverinfo.rate_limit = 1_000_000;
    config.serverinfo.drop_interval = 1;
    let member = |at: usize| -> MemberId { accounts[at].id.parse().unwrap() };
    let groups: Value = (0..CHANNELS / CATEGORY / GROUP).map(group).collect();
    config.groups.entries.extend(serde_json::from_value::<dcts_edge::model::tree::Groups>(groups).unwrap().entries);
    for at in 0..ROLES {
        let info = json!({"id": role_id(at).0.to_string(), "name": format!("Role {at}"), "sortId": 10 + at});
        let role = json!({"info": info, "permissions": {"sendMessages": 1}});
        config.serverroles.entries.insert(role_id(at), serde_json::from_value(role).unwrap());
    }
    for at in (0..ROLES).step_by((ROLES / HELD) as usize) {
        config.serverroles.get_mut(role_id(at)).unwrap().members.push(member(MEMBER));
    }
    config.serverroles.get_mut(RoleId::ADMINISTRATOR).unwrap().members.push(member(ADMINISTRATOR));
}

fn event(name: &str, account: &Account) -> String {
    json!([name, {"id": account.id, "token": account.token, "permission": "manageChannels"}]).to_string()
}

pub(crate) fn benches(c: &mut Criterion) {
    let mut town = Town::new(3, configure);
    let id = |town: &Town, at: usize| -> MemberId { town.accounts[at].id.parse().unwrap() };
    let member = id(&town, MEMBER);
    let sees = |town: &Town| {
        let sees = |at: &u32| town.node.may(member, Permission::ViewChannel, Place::Channel(channel_id(*at)));
        (0..CHANNELS).filter(sees).count()
    };

    let mut group = c.benchmark_group("permissions of a large server");
    group.throughput(Throughput::Elements(u64::from(CHANNELS)));
    group.bench_function("may, 200 channels, cached", |b| b.iter(|| black_box(sees(&town))));
    group.bench_function("may, 200 channels, nothing cached", |b| {
        b.iter_batched(|| town.node.permissions_changed(), |()| black_box(sees(&town)), BatchSize::PerIteration);
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("the algorithm itself, 11 of 50 roles", |b| {
        let config = town.node.config();
        let place = config.groups.find_channel(channel_id(CHANNELS - 1)).unwrap();
        let held = town.node.roles_of(member);
        assert_eq!(held.len() as u32, HELD + 1);
        b.iter(|| effective(&config.serverroles, black_box(&held), Some(place.group), Some(place.channel)));
    });
    group.finish();

    let mut group = c.benchmark_group("events of a large server");
    let rows = [
        ("checkPermission: the way through HTTP and back, nearly alone", "checkPermission", MEMBER),
        ("getChannelTree: a member", "getChannelTree", MEMBER),
        ("getChannelTree: a member without roles", "getChannelTree", ANYBODY),
        ("getChannelTree: an administrator, permissions included", "getChannelTree", ADMINISTRATOR),
    ];
    for (what, name, who) in rows {
        let event = event(name, &town.accounts[who]);
        // The first answer brings along what has been waiting since the join.
        town.ask(who, &event);
        let answer = town.ask(who, &event);
        assert!(answer.contains("437[") && (name != "getChannelTree" || answer.contains("channel-1")), "{answer}");
        group.bench_function(what, |b| b.iter(|| assert!(town.ask(who, &event).len() >= answer.len())));
    }
    group.finish();
    town.close();
}
