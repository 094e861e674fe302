import "@lepton/nn/worker";
