/* What the API of Kubernetes would say of manifests, without one:
 *
 *     node validate.js PACKAGES <manifests.json
 *
 * PACKAGES: where npm has put what package-lock.json names. Manifests are lists of objects; the answer is a
 * list of faults for each. */
const fs = require("fs");
const { createRequire } = require("module");

const packages = createRequire(fs.realpathSync(process.argv[2]) + "/");

/* The schemas take a key that they do not know, the API with strict validation does not, and a misspelt key is the
 * usual mistake. What nobody has looked at when all is validated is one. */
function watched(value, path, unread) {
	if (typeof value !== "object" || value === null)
		return value;
	for (const key of Object.keys(value))
		unread.add(`${path}/${key}`);
	const children = {};
	return new Proxy(value, {
		get(target, key) {
			if (!Object.hasOwn(target, key) || typeof key === "symbol")
				return target[key];
			unread.delete(`${path}/${key}`);
			return (children[key] ??= watched(target[key], `${path}/${key}`, unread));
		},
	});
}

function faults(manifest) {
	const version = manifest.apiVersion;
	const unread = new Set();
	let model;
	try {
		model = packages(`kubernetes-models/${version}/${manifest.kind}`)[manifest.kind];
	} catch {
		return [`nobody knows ${manifest.kind} of ${version}`];
	}
	try {
		model.prototype.validate.call(watched(manifest, "", unread));
	} catch (fault) {
		return [fault.message];
	}
	return [...unread].map((path) => `${path} is unknown`);
}

const manifests = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify(manifests.map((objects) => objects.flatMap(faults))));
