open("assignment.yaml", "w").write("gradsheet: 1\ntitle: " + "[" * 100000 + "]" * 100000 + "\n")
