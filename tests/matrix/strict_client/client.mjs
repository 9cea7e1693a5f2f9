// A Matrix client that talks to cross-signed devices only, driven by JSON lines on stdin.
//
// First line in: {"url", "user", "password", "make_identity"}. Then commands: {"id", "do", ...};
// each is answered by {"id", "ok", "result" | "error"}. What comes in by itself is told as
// {"report": "ready" | "event" | "invite" | "withheld", ...}. The end of stdin ends the process.

import { createInterface } from "node:readline";

// Standard output is for the protocol alone.
for (const level of ["log", "info", "debug", "trace"]) console[level] = console.error;

const sdk = await import("matrix-js-sdk");
const { decodeRecoveryKey, OnlySignedDevicesIsolationMode, VerificationPhase, VerifierEvent } =
    await import("matrix-js-sdk/lib/crypto-api/index.js");

const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

let client;
let recoveryKey = null;
let asked = null;

async function until(what, condition, seconds = 15) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(20)) {
        const found = await condition();
        if (found) return found;
    }
    throw new Error(`no ${what} within ${seconds} s`);
}

// --- what comes in -----------------------------------------------------------------------

function tell(event) {
    const content = { ...event.getOriginalContent() };
    const relation = event.getWireContent()["m.relates_to"];
    if (relation && !content["m.relates_to"]) content["m.relates_to"] = relation;
    say({
        report: "event",
        room_id: event.getRoomId(),
        event_id: event.getId(),
        sender: event.getSender(),
        type: event.getType(),
        content,
        state_key: event.getStateKey() ?? null,
        redacts: event.event.redacts ?? event.event.content?.redacts ?? null,
        encrypted: event.isEncrypted(),
        failure: event.isDecryptionFailure()
            ? event.decryptionFailureReason ?? event.getContent().body ?? "undecryptable"
            : null,
    });
}

async function onTimeline(event, room, toStartOfTimeline) {
    if (toStartOfTimeline || event.getSender() === client.getUserId()) return;
    if (event.isEncrypted()) {
        await client.decryptEventIfNeeded(event);
        // Told again, decrypted, when the key comes later.
        if (event.isDecryptionFailure()) event.on("Event.decrypted", () => tell(event));
    }
    tell(event);
}

// Keys that this client refuses to others leave only as requests, so it looks at those.
function watchingFetch(resource, options) {
    const path = new URL(resource.toString()).pathname;
    if (path.includes("/sendToDevice/m.room_key.withheld/")) {
        for (const [userId, devices] of Object.entries(JSON.parse(options.body).messages)) {
            for (const [deviceId, content] of Object.entries(devices)) {
                say({ report: "withheld", sent: true, user_id: userId, device_id: deviceId, content });
            }
        }
    }
    return fetch(resource, options);
}

// --- what it can do -----------------------------------------------------------------------

const commands = {
    async create_room({ invite, name, encrypted, options }) {
        const { room_id } = await client.createRoom({
            preset: "private_chat",
            name: name ?? undefined,
            invite,
            initial_state: encrypted
                ? [{
                      type: "m.room.encryption",
                      state_key: "",
                      content: { algorithm: "m.megolm.v1.aes-sha2" },
                  }]
                : [],
            ...options,
        });
        await known(room_id);
        if (encrypted) await until("encryption", () => client.getCrypto().isEncryptionEnabledInRoom(room_id));
        return room_id;
    },
    async join({ room_id }) {
        await client.joinRoom(room_id);
        await until("membership", () => client.getRoom(room_id)?.getMyMembership() === "join");
        return room_id;
    },
    async invite({ room_id, user_id }) {
        await client.invite(room_id, user_id);
    },
    async leave({ room_id }) {
        await client.leave(room_id);
    },
    async send({ room_id, type, content }) {
        await known(room_id);
        return (await client.sendEvent(room_id, type, content)).event_id;
    },
    async redact({ room_id, event_id }) {
        return (await client.redactEvent(room_id, event_id)).event_id;
    },
    // Whether this device may be trusted by others, after opening the account's own secret
    // storage with the written recovery key, as an operator would in an ordinary client.
    async recover({ recovery_key }) {
        recoveryKey = decodeRecoveryKey(recovery_key);
        const crypto = client.getCrypto();
        const [userId, deviceId] = [client.getUserId(), client.getDeviceId()];
        // The keys cannot be imported before the public ones were fetched to hold them against.
        await until("identity", () => crypto.userHasCrossSigningKeys(userId, true));
        await crypto.bootstrapCrossSigning({});
        // The signature that was just uploaded comes back with a later key query.
        const device = await until("signature of this device", async () => {
            const seen = await crypto.getDeviceVerificationStatus(userId, deviceId);
            return seen?.signedByOwner && seen;
        });
        const status = await crypto.getCrossSigningStatus();
        return {
            signed_by_owner: device.signedByOwner,
            private_keys_here: Object.values(status.privateKeysCachedLocally).every(Boolean),
            secrets_readable: status.privateKeysInSecretStorage,
        };
    },
    // Ask for emoji verification: of a device, of all one's own devices, or of a person in a room.
    async ask_to_verify({ user_id, device_id, room_id }) {
        const crypto = client.getCrypto();
        if (room_id) {
            await known(room_id);
            await until("identity", () => crypto.userHasCrossSigningKeys(user_id, true));
            asked = await crypto.requestVerificationDM(user_id, room_id);
        } else if (device_id) {
            await until("device", async () =>
                (await crypto.getUserDeviceInfo([user_id], true)).get(user_id)?.has(device_id));
            asked = await crypto.requestDeviceVerification(user_id, device_id);
        } else {
            await until("identity", () => crypto.userHasCrossSigningKeys(user_id, true));
            asked = await crypto.requestOwnUserVerification();
        }
        return asked.transactionId;
    },
    // How the last verification that was asked for stands, once it is past waiting.
    async verification_answer() {
        const { Ready, Cancelled } = VerificationPhase;
        await until("answer", () => [Ready, Cancelled].includes(asked.phase));
        return { phase: VerificationPhase[asked.phase], code: asked.cancellationCode };
    },
    // Compare pictures for the last verification; the person here finds that they match, or not.
    async compare({ they_match }) {
        const verifier = await asked.startVerification("m.sas.v1");
        let shown = null;
        verifier.on(VerifierEvent.ShowSas, async (sas) => {
            shown = { pictures: sas.sas.emoji.map(([picture]) => picture), numbers: sas.sas.decimal };
            await (they_match ? sas.confirm() : sas.mismatch());
        });
        const failure = await verifier.verify().then(() => null, String);
        await until("end", () =>
            [VerificationPhase.Done, VerificationPhase.Cancelled].includes(asked.phase));
        return { ...shown, failure, phase: VerificationPhase[asked.phase], code: asked.cancellationCode };
    },
    // Whether this client trusts a device: by its owner's signature, or by itself.
    async trusts({ user_id, device_id }) {
        const seen = await client.getCrypto().getDeviceVerificationStatus(user_id, device_id);
        return {
            verified: seen?.isVerified() ?? false,
            signed_by_owner: seen?.signedByOwner ?? false,
            by_signature: seen?.crossSigningVerified ?? false,
        };
    },
    // Straight to devices, as somebody could who wrote a client of their own.
    async to_device({ type, user_id, device_id, content }) {
        await client.sendToDevice(type, new Map([[user_id, new Map([[device_id, content]])]]));
    },
};

const known = (roomId) => until("room", () => client.getRoom(roomId));

async function openSecretStorage({ keys }) {
    for (const [id, description] of Object.entries(keys)) {
        if (await client.secretStorage.checkKey(recoveryKey, description)) return [id, recoveryKey];
    }
    return null;
}

async function begin({ url, user, password, make_identity }) {
    const login = await sdk
        .createClient({ baseUrl: url })
        .loginRequest({
            type: "m.login.password",
            identifier: { type: "m.id.user", user },
            password,
            initial_device_display_name: "strict client",
        });
    client = sdk.createClient({
        baseUrl: url,
        userId: login.user_id,
        deviceId: login.device_id,
        accessToken: login.access_token,
        fetchFn: watchingFetch,
        cryptoCallbacks: { getSecretStorageKey: openSecretStorage },
    });
    await client.initRustCrypto({ useIndexedDB: false });
    const crypto = client.getCrypto();
    crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
    client.on("Room.timeline", onTimeline);
    client.on("Room.myMembership", (room, membership) => {
        if (membership === "invite") say({ report: "invite", room_id: room.roomId });
    });
    client.on("toDeviceEvent", (event) => {
        if (event.getType().startsWith("m.key.verification.")) {
            const step = event.getType().split(".").at(-1);
            say({ report: "verification", step, sender: event.getSender(), content: event.getContent() });
        }
        if (event.getType() !== "m.room_key.withheld") return;
        const [sender, content] = [event.getSender(), event.getContent()];
        say({ report: "withheld", sent: false, user_id: sender, device_id: null, content });
    });
    await client.startClient({ initialSyncLimit: 50, threadSupport: false });
    await until("first sync", () => ["PREPARED", "SYNCING"].includes(client.getSyncState()), 30);
    if (make_identity) {
        const identifier = { type: "m.id.user", user: login.user_id };
        await crypto.bootstrapCrossSigning({
            authUploadDeviceSigningKeys: async (upload) => {
                try {
                    return await upload(null);
                } catch (error) {
                    const session = error.data?.session;
                    if (!session) throw error;
                    return await upload({ type: "m.login.password", identifier, password, session });
                }
            },
        });
    }
    say({ report: "ready", user_id: login.user_id, device_id: login.device_id });
}

async function obey({ id, do: name, ...rest }) {
    try {
        say({ id, ok: true, result: (await commands[name](rest)) ?? null });
    } catch (error) {
        say({ id, ok: false, error: String(error?.message ?? error) });
    }
}

const lines = createInterface({ input: process.stdin });
lines.on("close", () => process.exit(0));
lines.once("line", (first) => {
    lines.on("line", (line) => obey(JSON.parse(line)));
    begin(JSON.parse(first)).catch((error) => {
        console.error(error);
        process.exit(1);
    });
});
