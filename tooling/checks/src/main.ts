console.log("none yet");
