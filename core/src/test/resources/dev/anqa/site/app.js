let a = "é";
