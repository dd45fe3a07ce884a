// Announces a service by one of the two libraries: node responder.js ciao|bonjour-service OPTIONS, these as JSON.
// Prints "announced", and ends when it is told to.
const [library, text] = process.argv.slice(2);
const options = JSON.parse(text);
const announced = () => console.log("announced");

if (library === "ciao") {
  const responder = require("@homebridge/ciao").getResponder({ interface: "eth0" });
  responder.createService(options).advertise().then(announced);
} else {
  const { Bonjour } = require("bonjour-service");
  new Bonjour().publish(options).on("up", announced);
}
