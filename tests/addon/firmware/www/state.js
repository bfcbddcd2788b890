function show_menu() {}
